import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench, Result } from './measure.ts';
import { openHelper, openSite, processorTimeOf } from './site.ts';
import { MAIL_STEPS, postcodes, STEPS, type Step, visitor } from './visitor.ts';

/**
 * WriteToThem's record week, 21,604 letters to MPs, within ten minutes. SURGE_SECONDS and SURGE_LETTERS (a
 * second) try shorter and steeper ones.
 */
const SECONDS = Number(process.env.SURGE_SECONDS ?? 600);
const LETTERS_A_SECOND = Number(process.env.SURGE_LETTERS ?? 36);
/** Between two steps of one supporter, milliseconds. They read faster than anybody can. */
const BETWEEN_STEPS = 1_000;
/** Longest wait for what is still under way at the end, milliseconds. */
const PATIENCE = 90_000;

type Sample = { step: Step; milliseconds: number };

/**
 * Open loop: each supporter begins when due, whether or not the site keeps up, and each request is timed from
 * the moment at which it was due, not from when it could be sent. What waits for a mail is due when the
 * mail server has it.
 */
export const surge: Bench = async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'dear-mp-bench-'));
  const sink = await openHelper('smtp-sink.ts');
  const site = await openSite(dir, { SMTP_URL: `smtp://127.0.0.1:${sink.port}` });
  const links = new Map<string, (mail: { link: string; at: number }) => void>();
  sink.child.on('message', mail => {
    const { to, link, at } = mail as { to: string; link?: string; at: number };
    if (link) links.get(to)?.({ link, at });
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  const samples: Sample[] = [];
  const mailWaits: number[] = [];
  const errors = new Map<string, number>();
  try {
    const places = postcodes();
    const began = processorTimes();
    const start = Date.now();
    const total = SECONDS * LETTERS_A_SECOND;
    const underWay = new Set<Promise<void>>();
    for (let number = 0; number < total; number += 1) {
      const due = start + (number / LETTERS_A_SECOND) * 1_000;
      if (due > Date.now()) await wait(due - Date.now());
      const letter = writeLetter(number, due).catch(error => {
        const said = String((error as Error).message);
        errors.set(said, (errors.get(said) ?? 0) + 1);
      });
      underWay.add(letter);
      letter.finally(() => underWay.delete(letter));
    }
    await Promise.race([Promise.all(underWay), wait(PATIENCE)]);
    if (underWay.size > 0) errors.set('not done in time', underWay.size);
    const taken = processorTimes().map((seconds, i) => (1_000 * (seconds - (began[i] ?? 0))) / total);
    for (const [said, count] of errors) console.log(`error: ${count} × ${said}`);
    return results(
      total,
      [...errors.values()].reduce((sum, count) => sum + count, 0),
      taken,
    );

    /** Of the application, the mail server and the supporters. */
    function processorTimes(): number[] {
      return [site.pid, sink.child.pid ?? 0, process.pid].map(processorTimeOf);
    }

    async function writeLetter(number: number, due: number): Promise<void> {
      const supporter = visitor(new URL(site.base), agent, number, places[number % places.length] ?? '');
      const mail = new Promise<{ link: string; at: number }>(resolve => links.set(supporter.email, resolve));
      const timed = async (step: Step, dueAt: number, link?: string) => {
        if (dueAt > Date.now()) await wait(dueAt - Date.now());
        await supporter.take(step, link);
        samples.push({ step, milliseconds: Date.now() - dueAt });
      };
      for (const [i, step] of STEPS.entries()) await timed(step, due + i * BETWEEN_STEPS);
      const handedOver = Date.now();
      const { link, at } = await mail;
      links.delete(supporter.email);
      mailWaits.push(Math.max(0, at - handedOver) / 1_000);
      const from = Math.max(at, handedOver);
      for (const [i, step] of MAIL_STEPS.entries()) await timed(step, from + i * BETWEEN_STEPS, link);
    }
  } finally {
    agent.destroy();
    await site.close();
    await sink.close();
    rmSync(dir, { recursive: true });
  }

  function results(letters: number, failed: number, taken: number[]): Result[] {
    const all = samples.map(({ milliseconds }) => milliseconds);
    const load = `${letters.toLocaleString('en-GB')} letters in ${SECONDS} s`;
    const row = (
      name: string,
      unit: string,
      value: number,
      most: number | null,
      spread: number[],
    ): Result => ({
      name: `surge, ${load}: ${name}`,
      unit,
      value,
      baseline: null,
      ratio: null,
      goal: most === null ? '' : `at most ${most} ${unit}`,
      met: most === null ? null : value <= most,
      spread: [quantile(spread, 0), quantile(spread, 1)],
    });
    const slowest = [...STEPS, ...MAIL_STEPS].map(step => {
      const times = samples.filter(sample => sample.step === step).map(({ milliseconds }) => milliseconds);
      return row(`p99 of ${step}`, 'ms', quantile(times, 0.99), null, times);
    });
    return [
      row('errors', 'requests', failed, 0, [failed]),
      row('requests', 'a second', all.length / SECONDS, null, [all.length / SECONDS]),
      row('median', 'ms', quantile(all, 0.5), null, all),
      row('p99', 'ms', quantile(all, 0.99), 250, all),
      row('slowest confirmation mail', 's', quantile(mailWaits, 1), 60, mailWaits),
      ...['the application', 'the mail server', 'the supporters'].map((who, i) =>
        row(`processor time of ${who}`, 'ms a letter', taken[i] ?? 0, null, [taken[i] ?? 0]),
      ),
      ...slowest,
    ];
  }
};

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
