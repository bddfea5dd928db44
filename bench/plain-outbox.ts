import path from 'node:path';
import Database from 'better-sqlite3';
import type { Message } from '../src/mail/message.ts';
import { openSecrets } from '../src/secrets/secrets.ts';

/** As many as the worker has in hand. */
const AT_ONCE = 20;

/**
 * The least that loses no mail, with nothing of our own around it: a mail is claimed for good before it leaves, its
 * message is opened, and its end is written down with its letter's state. What comes together shares a commit.
 */
export function openPlainOutbox(dir: string, send: (message: Message) => Promise<unknown>) {
  const db = new Database(path.join(dir, 'plain.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`
    CREATE TABLE letter (id INTEGER PRIMARY KEY, state TEXT NOT NULL);
    CREATE TABLE mail (id INTEGER PRIMARY KEY, message TEXT, state TEXT NOT NULL, leasedUntil INTEGER);
    CREATE INDEX due ON mail (state, id);
  `);
  const box = openSecrets('bench').box('personal data');
  const begin = db.prepare("INSERT INTO letter (state) VALUES ('confirmed')");
  const put = db.prepare("INSERT INTO mail (id, message, state) VALUES (?, ?, 'queued')");
  const due = db.prepare<[number], { id: number; message: string }>(
    "SELECT id, message FROM mail WHERE state = 'queued' ORDER BY id LIMIT ?",
  );
  const lease = db.prepare("UPDATE mail SET state = 'leased', leasedUntil = ? WHERE id = ?");
  const end = db.prepare("UPDATE mail SET state = 'sent', message = NULL, leasedUntil = NULL WHERE id = ?");
  const accept = db.prepare("UPDATE letter SET state = 'accepted' WHERE id = ?");
  const ended: number[] = [];

  const claim = db.transaction((free: number) => {
    const mails = due.all(free);
    for (const { id } of mails) lease.run(Date.now() + 300_000, id);
    return mails;
  });
  const settle = db.transaction(() => {
    for (const id of ended.splice(0)) {
      end.run(id);
      accept.run(id);
    }
  });

  return {
    queue: db.transaction((messages: Message[]) => {
      for (const message of messages) {
        const id = Number(begin.run().lastInsertRowid);
        put.run(id, box.seal(JSON.stringify(message), String(id)));
      }
    }),
    /** Sends until nothing is queued. */
    async sendAll(): Promise<void> {
      const underWay = new Set<Promise<void>>();
      for (;;) {
        const mails = underWay.size < AT_ONCE ? claim(AT_ONCE - underWay.size) : [];
        for (const { id, message } of mails) {
          const sending: Promise<void> = send(JSON.parse(box.open(message, String(id)) ?? '')).then(() => {
            ended.push(id);
            underWay.delete(sending);
          });
          underWay.add(sending);
        }
        if (underWay.size === 0 && ended.length === 0) return;
        if (underWay.size > 0) await Promise.race(underWay);
        await new Promise(setImmediate);
        settle();
      }
    },
    close: () => db.close(),
  };
}
