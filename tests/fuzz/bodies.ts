import fc from 'fast-check';
import { encoded, hostileName, hostileText } from './hostile.ts';

export type Fields = [name: string, value: string][];
/** A body with its headers. */
type Body = { type: string | null; encoding?: string; text: string };

const BOUNDARY = 'zq7boundary';
const FORM = 'application/x-www-form-urlencoded';
const PARTS = `multipart/form-data; boundary=${BOUNDARY}`;
const FILE = '; filename="../../<zq7>.png"\r\nContent-Type: image/png';

/** A form's fields, changed in some places: other values, more of them, other names, fewer, far too many. */
export function changed(fields: Fields, names: readonly string[]): fc.Arbitrary<Fields> {
  const own = fields.map(([name]) => name).filter(name => name !== '_csrf');
  const anyName = fc.oneof(
    { weight: own.length > 0 ? 8 : 0, arbitrary: fc.constantFrom(...(own.length > 0 ? own : ['a'])) },
    { weight: 2, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: hostileName },
  );
  const change = fc.record({
    name: anyName,
    values: fc.array(hostileText, { minLength: 1, maxLength: 3 }),
    how: fc.oneof(
      { weight: 8, arbitrary: fc.constant('instead' as const) },
      { weight: 2, arbitrary: fc.constant('beside' as const) },
      { weight: 2, arbitrary: fc.constant('without' as const) },
      { weight: 1, arbitrary: fc.constant('many' as const) },
    ),
  });
  return fc.array(change, { maxLength: 3 }).map(changes =>
    changes.reduce<Fields>((all, { name, values, how }) => {
      const rest = how === 'beside' ? all : all.filter(([other]) => other !== name);
      if (how === 'without') return rest;
      const times = how === 'many' ? 150 : 1;
      const added = Array.from({ length: times }, () =>
        values.map(value => [name, value] as [string, string]),
      );
      return [...rest, ...added.flat()];
    }, fields),
  );
}

const asForm = (fields: Fields) => fields.map(pair => pair.map(encoded).join('=')).join('&');

function asParts(fields: Fields, { ending = `--${BOUNDARY}--\r\n`, headers = '' } = {}): string {
  const parts = fields.map(
    ([name, value]) =>
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${headers}\r\n\r\n${value}\r\n`,
  );
  return parts.join('') + ending;
}

/** The ways to send fields that no browser goes; made only when they are drawn, for some are long. */
const ODD_WAYS: ((fields: Fields) => Body)[] = [
  fields => ({ type: `${FORM}; charset=utf-7`, text: asForm(fields) }),
  fields => ({ type: `${FORM}; charset=iso-8859-1`, text: asForm(fields) }),
  fields => ({ type: FORM, encoding: 'gzip', text: asForm(fields) }),
  fields => ({ type: FORM, encoding: 'zq7', text: asForm(fields) }),
  fields => ({ type: FORM, text: `${asForm(fields)}&a=%FF%FE&b=%C3%28&c=%&d=%zz` }),
  fields => ({ type: FORM, text: asForm(fields.map(([name, value]) => [`${name}[x][y][]`, value])) }),
  () => ({ type: FORM, text: '&'.repeat(3_000) }),
  fields => ({ type: 'application/json', text: JSON.stringify(Object.fromEntries(fields)) }),
  fields => ({ type: 'application/json', text: JSON.stringify(nested(fields)) }),
  () => ({ type: 'application/json', text: '{"__proto__":{"zq7":1},"a":' }),
  fields => ({ type: 'text/plain', text: asForm(fields) }),
  fields => ({ type: 'zq7', text: asForm(fields) }),
  fields => ({ type: null, text: asForm(fields) }),
  () => ({ type: null, text: '' }),
  fields => ({ type: PARTS, text: asParts(fields) }),
  fields => ({ type: PARTS, text: asParts(fields, { headers: FILE }) }),
  fields => ({ type: PARTS, text: asParts([['logo', 'GIF89a<zq7>'], ...fields], { headers: FILE }) }),
  fields => ({ type: PARTS, text: asParts(fields, { ending: '' }) }),
  fields => ({ type: 'multipart/form-data', text: asParts(fields) }),
  () => ({ type: PARTS, text: `--${BOUNDARY}\r\n`.repeat(500) }),
  () => ({ type: PARTS, text: asParts(Array.from({ length: 200 }, () => ['a', '<zq7>'])) }),
  fields => ({ type: PARTS, text: asParts([['a', asParts([['b', asParts(fields)]])]]) }),
  fields => ({ type: `multipart/mixed; boundary=${BOUNDARY}`, text: asParts(fields) }),
];

const nested = (fields: Fields) =>
  fields.reduce<unknown>((inside, [name, value]) => ({ [name]: [value, inside] }), null);

/** The same fields as a browser sends them, and as it never does. */
export const bodyOf = (fields: Fields): fc.Arbitrary<Body> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(fields).map(given => ({ type: FORM, text: asForm(given) })) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD_WAYS).map(way => way(fields)) },
  );

/** What a query is made of. */
export const queryOf = (names: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.tuple(fc.oneof(fc.constantFrom(...names), hostileName), hostileText), {
          minLength: 1,
          maxLength: 3,
        })
        .map(pairs => `?${asForm(pairs).slice(0, 6_000)}`),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('?%FF', '?a[b][c]=1', '?lang=cy&lang=en', '?=', '?__proto__[zq7]=1'),
    },
  );
