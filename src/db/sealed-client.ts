import type { PrismaClient } from './generated/client.ts';
import { openResult, sealedArgs } from './sealed-queries.ts';
import type { Row, Sealing } from './sealing.ts';

/**
 * The same client, which seals what it writes and opens what it reads; also in its transactions. Raw SQL
 * passes by it: whoever uses that calls `sealRow` and `openRow` of the database.
 */
export function sealedClient(client: PrismaClient, sealing: Sealing): PrismaClient {
  const extended = client.$extends({
    name: 'sealing',
    query: {
      $allModels: {
        async $allOperations({ model, args, query }) {
          const asked = sealedArgs(sealing, model, (args ?? {}) as Row);
          return openResult(sealing, model, await query(asked as typeof args));
        },
      },
    },
  });
  // Nothing is added to the client and no type changes: it only has lost its listeners.
  return extended as unknown as PrismaClient;
}
