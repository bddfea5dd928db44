import { z } from 'zod';
import { SETTINGS } from '../src/config/settings.ts';
import { environment, REQUIRED_IN_PRODUCTION } from '../src/config.ts';

const SCHEMAS: Record<string, z.core.$ZodType | undefined> = environment.shape;

/** docs/settings.md as the schema and its words say it. @throws Error where one has a setting that the other has not */
export function settingsDocument(): string {
  const told = Object.values(SETTINGS).flatMap(group => Object.keys(group));
  const untold = Object.keys(SCHEMAS).filter(name => !told.includes(name));
  if (untold.length > 0) throw new Error(`src/config/settings.ts has no words for ${untold.join(', ')}`);

  const secrets = Object.values(SETTINGS).flatMap(group =>
    Object.entries(group).flatMap(([name, { secret }]) => (secret ? [`\`${name}\``] : [])),
  );
  return [
    '# Settings',
    '',
    '<!-- Made by `npm run settings-reference` from src/config.ts and src/config/settings.ts: change those. -->',
    '',
    'All settings are environment variables; an empty one counts as not set. A bad or missing one stops the start, with',
    'one message that names every one of them. `src/config.ts` alone reads the environment.',
    '',
    `Production (\`NODE_ENV=production\`) needs ${inWords(REQUIRED_IN_PRODUCTION.map(code))}.`,
    '[`deploy/production.env.example`](../deploy/production.env.example) is a file to begin with.',
    '',
    `Keep secret: ${inWords(secrets)}, and the file that \`DKIM_KEY_FILE\` names.`,
    '',
    ...Object.entries(SETTINGS).flatMap(([title, group]) => [
      `## ${title}`,
      '',
      '| name | default | what it is |',
      '| --- | --- | --- |',
      ...Object.entries(group).map(([name, words]) => row(name, words)),
      '',
    ]),
  ].join('\n');
}

function row(name: string, { what, unset }: { what: string; unset?: string }): string {
  const schema = SCHEMAS[name];
  if (!schema)
    throw new Error(`src/config/settings.ts has words for ${name}, which src/config.ts does not read`);
  const { fallback, choices } = saidBy(schema);
  const standard = unset ?? (fallback === undefined ? undefined : code(String(fallback)));
  if (standard === undefined) throw new Error(`src/config/settings.ts has to say what holds without ${name}`);
  const required = REQUIRED_IN_PRODUCTION.some(each => each === name) ? '; **required in production**' : '';
  const takes = choices ? ` It takes ${inWords(choices.map(code), 'or')}.` : '';
  return `| ${code(name)} | ${standard}${required} | ${what}${takes} |`;
}

/** What a schema itself says, whatever it is wrapped in. */
function saidBy(schema: z.core.$ZodType): { fallback?: unknown; choices?: string[] } {
  if (schema instanceof z.ZodDefault)
    return { ...saidBy(schema.unwrap()), fallback: schema.def.defaultValue };
  if (schema instanceof z.ZodOptional) return saidBy(schema.unwrap());
  if (schema instanceof z.ZodPipe) return saidBy(schema.in);
  if (schema instanceof z.ZodEnum) return { choices: schema.options.map(String) };
  return {};
}

const code = (text: string) => `\`${text}\``;

const inWords = (names: string[], join = 'and') =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${join} ${names.at(-1)}`;
