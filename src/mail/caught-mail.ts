import { mkdirSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';

/** In development every mail becomes a file that any mail program opens; nothing leaves the machine. */
export function catchMail(dir: string) {
  const transport = createTransport({ streamTransport: true, buffer: true });
  mkdirSync(dir, { recursive: true });
  return {
    async sendMail(mail: SendMailOptions) {
      const { message } = await transport.sendMail(mail);
      const name = `${Date.now()}-${Math.random().toString(36).slice(2, 8)}.eml`;
      await writeFile(path.join(dir, name), message as Buffer);
    },
    verify: async () => true,
    close: () => undefined,
  };
}

/** The mail caught so far, newest first. */
export async function caughtMail(dir: string) {
  const names = (await readdir(dir)).filter(name => name.endsWith('.eml')).sort();
  const newest = names.reverse().slice(0, 100);
  return Promise.all(newest.map(name => readMail(dir, name)));
}

/** One caught mail, or null where there is none of that name. */
export async function findCaughtMail(dir: string, name: string) {
  return (await readdir(dir)).includes(name) && name.endsWith('.eml') ? readMail(dir, name) : null;
}

async function readMail(dir: string, name: string) {
  // For development alone: a site that sends its mail never loads it.
  const { simpleParser } = await import('mailparser');
  const { from, to, replyTo, subject, text, date } = await simpleParser(await readFile(path.join(dir, name)));
  const addressees = [to].flat().map(list => list?.text ?? '');
  return { name, from: from?.text, to: addressees.join(', '), replyTo: replyTo?.text, subject, text, date };
}
