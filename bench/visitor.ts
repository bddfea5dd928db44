import { readFileSync } from 'node:fs';
import { type Agent, request } from 'node:http';
import path from 'node:path';
import { previewed } from '../tests/support/previewed.ts';

type Answer = { status: number; location: string; text: string };

const CAMPAIGN = '/school-attendance';
const STARTER = path.join(import.meta.dirname, '..', 'prisma', 'starter');
const SECTORS = path.join(STARTER, 'sectors.json');
const SEATS = path.join(STARTER, 'constituencies.json');

/** The steps of a letter up to its confirmation, in the order of the pages. */
export const STEPS = ['page', 'postcode', 'mp', 'form', 'answers', 'preview', 'hand over', 'sent'] as const;
/** And those that wait for the mail. */
export const MAIL_STEPS = ['confirm page', 'confirm', 'thanks'] as const;
export type Step = (typeof STEPS)[number] | (typeof MAIL_STEPS)[number];

/** One supporter's browser: each with a cookie, an address and words of their own. */
export function visitor(base: URL, agent: Agent, number: number, postcode: string) {
  const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
  let cookie = '';
  let preview = '';

  const ask = (url: string, form?: Record<string, string>) =>
    new Promise<Answer>((resolve, reject) => {
      const body = form && new URLSearchParams(form).toString();
      const headers = {
        'Sec-Fetch-Site': 'same-origin',
        'X-Forwarded-For': address,
        Cookie: cookie,
        ...(body ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
      };
      const sending = request(
        { host: base.hostname, port: base.port, path: url, method: body ? 'POST' : 'GET', headers, agent },
        response => {
          const chunks: Buffer[] = [];
          cookie = response.headers['set-cookie']?.[0]?.split(';')[0] ?? cookie;
          response.on('data', chunk => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? '', text });
          });
        },
      );
      sending.on('error', reject);
      sending.end(body);
    });

  const shown = async (url: string) => expectStatus(await ask(url), 200, url);
  const posted = async (url: string, form: Record<string, string>, to: string) => {
    const answer = expectStatus(await ask(url, form), 303, url);
    if (!answer.location.endsWith(to)) {
      throw new Error(nameless(`${url} led to ${answer.location}, not to ${to}`));
    }
  };

  const steps: Record<Step, (link: string) => Promise<unknown>> = {
    page: () => shown(CAMPAIGN),
    postcode: () => posted(`${CAMPAIGN}/postcode`, { postcode }, '/mp'),
    mp: () => shown(`${CAMPAIGN}/mp`),
    form: () => shown(`${CAMPAIGN}/letter`),
    answers: () => posted(`${CAMPAIGN}/letter`, answersOf(number), '/preview'),
    preview: async () => {
      preview = (await shown(`${CAMPAIGN}/preview`)).text;
    },
    'hand over': () => posted(`${CAMPAIGN}/preview`, { ...previewed(preview), action: 'send' }, '/sent'),
    sent: () => shown(`${CAMPAIGN}/sent`),
    'confirm page': link => shown(link),
    confirm: link => posted(link, { action: 'confirm' }, '/thanks'),
    thanks: () => shown(`${CAMPAIGN}/thanks`),
  };
  return { email: emailOf(number), take: (step: Step, link = '') => steps[step](link) };
}

/** English postcodes, each of a sector that lies in one constituency with an MP, spread over the country. */
export function postcodes(): string[] {
  const seats: { code: string; member: unknown }[] = JSON.parse(readFileSync(SEATS, 'utf8'));
  const withMp = new Set(
    seats.filter(({ code, member }) => code.startsWith('E') && member).map(({ code }) => code),
  );
  const areas: Record<string, Record<string, string>> = JSON.parse(readFileSync(SECTORS, 'utf8'));
  return Object.entries(areas).flatMap(([district, sectors]) =>
    Object.entries(sectors)
      .filter(([, codes]) => withMp.has(codes))
      .slice(0, 1)
      .map(([sector]) => `${district} ${sector}AA`),
  );
}

const emailOf = (number: number) => `${inLetters(number)}@supporter.example`;

/** The letter form of that supporter, filled in. */
export function answersOf(number: number): Record<string, string> {
  return {
    relationship: 'parent',
    asks: 'culture',
    experiences: 'fines',
    story: storyOf(number),
    consent_story: 'yes',
    name: `Ada Example of ${inLetters(number)}`,
    email: emailOf(number),
    address1: `${number} Invented Street`,
    town: 'Exampleton',
  };
}

/** Without digits: addresses that differ in them alone are held as one writer's, and names have none. */
const inLetters = (number: number) =>
  [...number.toString(26)]
    .map(digit => String.fromCharCode(97 + parseInt(digit, 26)))
    .join('')
    .padStart(5, 'a');

const WORDS =
  'he she they was were had went came school morning night teacher letter fine doctor waiting room bus quiet noise tired help asked nobody answered week month year friend sister brother garden train paper call office meeting plan support hours half day less more never always sometimes because although then when before after'.split(
    ' ',
  );

/** Each supporter's own: letters that share their words are held until staff have seen them. */
function storyOf(number: number): string {
  let state = number + 1;
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return WORDS[(state >>> 8) % WORDS.length];
  };
  return Array.from({ length: 90 }, next).join(' ');
}

function expectStatus(answer: Answer, status: number, url: string): Answer {
  if (answer.status === status) return answer;
  throw new Error(nameless(`${url} answered ${answer.status}, not ${status}`));
}

/** Without tokens: errors of one kind count together. */
const nameless = (text: string) => text.replace(/[\w-]{20,}/g, '…');
