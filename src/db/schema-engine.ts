import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import {
  bindMigrationAwareSqlAdapterFactory,
  type ErrorRegistry,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

/**
 * Runs `work` with Prisma's own schema engine, compiled to WebAssembly: the engine behind
 * `prisma migrate`, without the download that the command needs.
 *
 * @param schema the text of schema.prisma
 * @throws Error in the engine's words, and the database's where it refuses something
 */
export async function withSchemaEngine<T>(
  schema: string,
  adapter: SqlMigrationAwareDriverAdapterFactory,
  work: (engine: bindings.SchemaEngine) => Promise<T>,
): Promise<T> {
  await loadEngine();
  const bound = bindMigrationAwareSqlAdapterFactory(adapter);
  const engine = await bindings.SchemaEngine.new(
    { datamodels: [['schema.prisma', schema]] },
    () => undefined,
    bound,
  );
  try {
    return await work(engine);
  } catch (error) {
    throw inFull(error, bound.errorRegistry);
  } finally {
    engine.free();
  }
}

/** The engine names what a driver threw by a number alone. */
function inFull(error: unknown, thrown: ErrorRegistry): unknown {
  if (!(error instanceof Error)) return error;
  const message = error.message.replace(/External error id#(\d+)/, (number, id) => {
    const cause = thrown.consumeError(Number(id))?.error;
    return cause instanceof Error ? cause.message : number;
  });
  return new Error(message, { cause: error });
}

let loaded: Promise<void> | undefined;

function loadEngine(): Promise<void> {
  loaded ??= (async () => {
    const require = createRequire(import.meta.url);
    const file = require
      .resolve('@prisma/schema-engine-wasm')
      .replace(/schema_engine\.js$/, 'schema_engine_bg.wasm');
    const { instance } = await WebAssembly.instantiate(await readFile(file), {
      './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
    });
    bindings.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
  })();
  return loaded;
}
