import {
  hashesOf,
  isNothing,
  isRow,
  openRow,
  type Row,
  SealError,
  type SealedModel,
  type Sealing,
  sealedColumns,
  sealRow,
} from './sealing.ts';

/** What of a nested write touches no column of the row it leads to. */
const ONLY_LINKS = ['connect', 'disconnect', 'set'];

/** Arguments that name columns: sealed ones mean nothing there. */
const NAMING = ['orderBy', 'distinct', 'by', 'having', 'cursor', '_count', '_min', '_max'];

/**
 * The arguments of a query as they are asked of the database: what is written is sealed, what is looked
 * for by a sealed column is looked for by its hash, and the keys that opening needs are read too.
 *
 * @param model null: one with nothing sealed in it
 * @throws SealError for whatever could store something plain, or would find nothing
 */
export function sealedArgs(sealing: Sealing, model: string | null, args: Row): Row {
  const table = tableOf(sealing, model);
  const { where, data, create, update } = args;
  const sealed: Row = { ...args };
  for (const name of NAMING) refuseNaming(table, args[name], `${model} ${name}`);
  if (isRow(where)) sealed.where = sealedWhere(sealing, model, where);
  for (const written of [data, create, update]) refuseNested(sealing, written);
  if (model && table) {
    const key = keyIn(table, where);
    if (data !== undefined) {
      sealed.data = Array.isArray(data)
        ? data.map(row => sealRow(sealing, model, row as Row))
        : sealRow(sealing, model, data as Row, key);
    }
    if (isRow(create)) sealed.create = sealRow(sealing, model, create);
    if (isRow(update)) sealed.update = sealRow(sealing, model, update, key);
  }
  return { ...sealed, ...sealedShape(sealing, model, args) };
}

/** `include` and `select`, through all that they lead to. */
function sealedShape(sealing: Sealing, model: string | null, args: Row): Row {
  const table = tableOf(sealing, model);
  const shape: Row = {};
  for (const name of ['include', 'select']) {
    const asked = args[name];
    if (!isRow(asked)) continue;
    shape[name] = Object.fromEntries(
      Object.entries(asked).map(([field, nested]) => [
        field,
        isRow(nested) ? sealedArgs(sealing, sealing.relations[field] ?? null, nested) : nested,
      ]),
    );
  }
  const { select } = shape;
  if (table && isRow(select) && sealedColumns(table).some(column => select[column])) {
    shape.select = { ...select, [table.key]: true };
  }
  return shape;
}

function sealedWhere(sealing: Sealing, model: string | null, where: Row): Row {
  const table = tableOf(sealing, model);
  return Object.fromEntries(
    Object.entries(where).map(([name, value]) => {
      const found = table?.found?.[name];
      const by = found?.by ?? table?.hashed?.[name];
      if (by && typeof value === 'string' && value !== '') {
        return [found?.column ?? name, { in: hashesOf(by, value) }];
      }
      const asked = isRow(value) && Array.isArray(value.in) ? value.in : null;
      if (by && asked) {
        return [found?.column ?? name, { in: asked.flatMap(one => hashesOf(by, String(one))) }];
      }
      if (by || (table && sealedColumns(table).includes(name))) {
        if (!isEmptiness(value)) throw new SealError(`${model}.${name} is sealed: it cannot be compared`);
        return [name, value];
      }
      const inside = sealing.relations[name] ?? (LOGIC.includes(name) ? model : null);
      return [name, mapRows(value, row => sealedWhere(sealing, inside, row))];
    }),
  );
}

/** Words that lead to the same model, also from a relation's name (`letter: { is: … }`). */
const LOGIC = ['AND', 'OR', 'NOT', 'is', 'isNot', 'some', 'every', 'none'];

const mapRows = (value: unknown, map: (row: Row) => Row): unknown => {
  if (Array.isArray(value)) return value.map(one => mapRows(one, map));
  return isRow(value) ? map(value) : value;
};

/** Whether there is something at all can be asked of a sealed column too. */
function isEmptiness(value: unknown): boolean {
  if (isRow(value))
    return Object.entries(value).every(([word, to]) => ['equals', 'not'].includes(word) && isEmptiness(to));
  return value === '' || value === null || value === undefined || isNothing(value);
}

/** A write through a relation would go around the sealing of the row that it leads to. */
function refuseNested(sealing: Sealing, value: unknown): void {
  if (Array.isArray(value)) for (const one of value) refuseNested(sealing, one);
  if (!isRow(value)) return;
  for (const [name, nested] of Object.entries(value)) {
    const model = sealing.relations[name];
    if (model && isRow(nested) && Object.keys(nested).some(word => !ONLY_LINKS.includes(word))) {
      throw new SealError(`${model} is sealed: write it by itself, not through ${name}`);
    }
    refuseNested(sealing, nested);
  }
}

function refuseNaming(table: SealedModel | undefined, value: unknown, where: string): void {
  if (!table || value === undefined) return;
  const hidden = [...sealedColumns(table), ...Object.keys(table.hashed ?? {})];
  const named = (given: unknown): boolean => {
    if (typeof given === 'string') return hidden.includes(given);
    if (Array.isArray(given)) return given.some(named);
    return (
      isRow(given) && Object.entries(given).some(([name, inner]) => hidden.includes(name) || named(inner))
    );
  };
  if (named(value)) throw new SealError(`${where} names a sealed column: that cannot work`);
}

const keyIn = ({ key }: SealedModel, where: unknown): unknown => (isRow(where) ? where[key] : undefined);

const tableOf = ({ models }: Sealing, model: string | null) => (model ? models[model] : undefined);

/** Opens what a query gave, in place, through all that it included. @throws SealError */
export function openResult(sealing: Sealing, model: string | null, result: unknown): unknown {
  if (Array.isArray(result)) for (const one of result) openResult(sealing, model, one);
  if (!isRow(result)) return result;
  if (model) openRow(sealing, model, result);
  for (const [name, value] of Object.entries(result)) {
    if (typeof value !== 'object' || tableOf(sealing, model)?.json?.includes(name)) continue;
    openResult(sealing, sealing.relations[name] ?? null, value);
  }
  return result;
}
