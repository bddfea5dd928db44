import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';

/** A mail as the recording server wrote it down; `letter` is the number in a supporter's story. */
export type Recorded = { to: string; messageId: string; link?: string; letter?: string };

/** What a mail server may write down of a text that it took. */
export function readRecorded(to: string, text: string): Recorded {
  const joined = text.replace(/=\r\n/g, '');
  return {
    to,
    messageId: /^message-id: *(\S+)/im.exec(text)?.[1] ?? '',
    link: /\/confirm\/[\w-]+/.exec(joined)?.[0],
    letter: /Story number ([\w-]+)\./.exec(joined)?.[1],
  };
}

/** Letters to the MP among them, by the number in the story. */
export const lettersIn = (mails: Recorded[]) =>
  mails.flatMap(({ to, letter, messageId }) =>
    letter && to.endsWith('@parliament.uk') ? [{ letter, messageId }] : [],
  );

/** Starts the recording mail server in another process, as mail servers are. */
export async function startRecordingServer(file: string) {
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'recording-server.ts'), [file], {
    execArgv: ['--import', 'tsx'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    url: `smtp://127.0.0.1:${port}`,
    recorded: recordedIn(file),
    async stop(): Promise<void> {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** What stands in the file by now; each look reads what has come since the one before, for supporters look often. */
function recordedIn(file: string): () => Recorded[] {
  const mails: Recorded[] = [];
  let read = 0;
  return () => {
    const more = readBehind(file, read);
    const whole = more.subarray(0, more.lastIndexOf('\n') + 1);
    read += whole.length;
    for (const line of whole.toString().split('\n').filter(Boolean)) mails.push(JSON.parse(line));
    return mails;
  };
}

function readBehind(file: string, offset: number): Buffer {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(handle).size - offset));
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, offset));
  } finally {
    closeSync(handle);
  }
}
