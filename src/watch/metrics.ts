import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from '../clock.ts';
import { TRIED } from '../delivery/outbox-depth.ts';
import type { MpLookup } from '../mps/mp-lookup.ts';
import type { OnRequest } from '../web/request-log.ts';
import type { KeptFigures } from './kept-figures.ts';
import type { Readiness } from './readiness.ts';
import { seldom } from './seldom.ts';

export type Metrics = ReturnType<typeof createMetrics>;

/** How long what the database told is told again, milliseconds. */
const FRESH = 5_000;

/** Seconds; the site's own goal for a p99 is 0.25. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What may stand in a label; whatever else somebody sends is "other". */
const METHODS = new Set(['GET', 'HEAD', 'POST']);
const CLASSES = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'];

type Parts = {
  clock: Clock;
  readiness: () => Promise<Readiness>;
  readKept: () => Promise<KeptFigures>;
};

/** Figures in Prometheus's form, in a register of their own. What this process counts begins with it. */
export function createMetrics({ clock, readiness, readKept }: Parts) {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge<Label>({ name: `dear_mp_${name}`, help, labelNames, registers });

  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Requests to this process, by the route as written in the code',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers,
  });
  const lookUps = new Counter({
    name: 'dear_mp_lookups_total',
    help: 'Postcodes looked up by this process, by what answered',
    labelNames: ['source'],
    registers,
  });

  const ready = gauge('check', 'What /readyz found: 1 is ok or a warning, 0 is failed', ['check']);
  const up = gauge('database_up', '1 where the database told the figures below, 0 where it could not');
  const letters = gauge('letters', 'Letters by what has become of them', ['state']);
  const outbox = gauge('outbox_mails', 'Mails in the outbox; the due ones are queued too', ['to', 'state']);
  const oldest = gauge('outbox_oldest_due_seconds', 'Since when the oldest due mail has been due', ['to']);
  const ended = gauge('outbox_ended_mails', 'Mails that were given up, or got no answer', ['state']);
  const tries = gauge('mail_tries', 'How tries of the last 5 minutes ended, the newest 5,000 at most', [
    'outcome',
    'reason',
  ]);
  const pauses = gauge('pauses', 'Pauses of sending letters that are on');
  const runsEnded = gauge('run_ended_seconds', 'Since when work that repeats has ended last', ['run']);
  const runsFailed = gauge('run_failed', '1 where it failed then, and 0 where all went well', ['run']);
  const ages = gauge('data_age_seconds', 'Age of the data that answer', ['data']);
  const bytes = gauge('database_bytes', 'Size of the SQLite file and of its write-ahead log', ['part']);
  const kept = [letters, outbox, oldest, ended, tries, pauses, runsEnded, runsFailed, ages, bytes];

  const refresh = seldom(FRESH, clock, async () => {
    const { findings } = await readiness();
    for (const [check, { state }] of findings) ready.set({ check }, state === 'failed' ? 0 : 1);
    const figures = await readKept().catch(() => null);
    up.set(figures ? 1 : 0);
    // What is not known now is not told as it was.
    for (const one of kept) one.reset();
    if (figures) tell(figures);
  });

  const requestDone: OnRequest = (method, route, status, seconds) =>
    requests.observe(
      {
        method: METHODS.has(method) ? method : 'other',
        route,
        status: CLASSES[Math.floor(status / 100)] ?? 'none',
      },
      seconds,
    );

  return {
    contentType: registry.contentType,
    async text(): Promise<string> {
      await refresh();
      return registry.metrics();
    },
    requestDone,
    /** The look-up, and every answer of it counted. */
    counting(lookUp: MpLookup): MpLookup {
      return Object.assign(
        async (...given: Parameters<MpLookup>) => {
          const result = await lookUp(...given);
          lookUps.inc({ source: result.kind === 'found' ? result.source : result.kind });
          return result;
        },
        { bySector: lookUp.bySector },
      );
    },
    close: () => registry.clear(),
  };

  function tell(figures: KeptFigures): void {
    for (const [state, count] of Object.entries(figures.letters)) letters.set({ state }, count);
    for (const { to, queued, due, oldestDue } of figures.outbox.queue) {
      outbox.set({ to, state: 'queued' }, queued);
      outbox.set({ to, state: 'due' }, due);
      oldest.set({ to }, oldestDue);
    }
    ended.set({ state: 'failed' }, figures.outbox.failed);
    ended.set({ state: 'presumed' }, figures.outbox.presumed);
    for (const outcome of TRIED) tries.set({ outcome, reason: '' }, 0);
    for (const { outcome, reason, count } of figures.tries) tries.set({ outcome, reason }, count);
    pauses.set(figures.pauses);
    for (const { name, failed, seconds } of figures.runs) {
      runsEnded.set({ run: name }, seconds);
      runsFailed.set({ run: name }, Number(failed));
    }
    for (const { name, seconds } of figures.dataAges) ages.set({ data: name }, seconds);
    for (const [part, size] of Object.entries(figures.bytes)) bytes.set({ part }, size);
  }
}
