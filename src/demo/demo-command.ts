import { parseArgs } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { Dictionary } from '../languages/words.ts';
import { loadDemo } from './load-demo.ts';

type Parts = { db: Database; dictionary: Dictionary; clock: Clock; config: { production: boolean } };

/**
 * `npm run -s data -- demo`: fills the database with made-up letters, to look at and to measure with.
 *
 * @throws Error with what to do, in words for the operator
 */
export async function demoCommand({ clock, config, ...parts }: Parts, args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      letters: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
      days: { type: 'string', default: '60' },
      add: { type: 'boolean', default: false },
    },
  });
  const whole = (name: 'letters' | 'seed' | 'days', least: number) => {
    const number = Number(values[name]);
    if (!Number.isSafeInteger(number) || number < least) {
      throw new Error(`--${name} takes a whole number from ${least}`);
    }
    return number;
  };
  const made = await loadDemo(parts, {
    letters: whole('letters', 1),
    seed: whole('seed', 0),
    days: whole('days', 1),
    add: values.add,
    production: config.production,
    now: clock(),
  });
  console.log(`Made up ${made.letters} letters, ${made.consents} consents and ${made.contacts} contacts.`);
}
