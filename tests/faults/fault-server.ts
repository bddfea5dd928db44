import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Recorded, readRecorded } from './recorded.ts';

/** What happens to a letter to an MP: an answer, silence, or a connection that ends. */
export type Fault = {
  /** Where: at the recipient, at the text, or behind the answer to it. */
  at: 'RCPT' | 'text' | 'after';
  /** What is answered; '': nothing; null: the connection ends. */
  say: string | null;
  /** The text is kept, whatever is said. */
  keeps?: boolean;
  /** Only every second time. */
  everyOther?: boolean;
};

export type FaultServer = Awaited<ReturnType<typeof startFaultServer>>;

/** A mail server that goes wrong as told, for letters to MPs alone. */
export async function startFaultServer() {
  const kept: Recorded[] = [];
  const sockets = new Set<Socket>();
  const state: { fault: Fault | null; delay: number; letters: number } = {
    fault: null,
    delay: 0,
    letters: 0,
  };
  let port = 0;
  let server: Server | null = null;

  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    let to = '';
    let text: string | null = null;
    let rest = '';
    let faulty: Fault | null = null;
    let turn = Promise.resolve();
    const say = (words: string | null) => {
      turn = turn.then(async () => {
        if (state.delay > 0) await wait(state.delay);
        if (words === null) socket.destroy();
        else if (words !== '') socket.write(`${words}\r\n`);
      });
    };
    const ended = (whole: string) => {
      if (!faulty || faulty.keeps || faulty.at === 'after') kept.push(readRecorded(to, whole));
      say(faulty?.at === 'text' ? faulty.say : '250 taken');
      if (faulty?.at === 'after') say(faulty.say);
    };
    const told = (line: string) => {
      const command = line.slice(0, 4).toUpperCase();
      if (command === 'RCPT') {
        to = /<([^>]*)>/.exec(line)?.[1] ?? '';
        faulty = to.endsWith('@parliament.uk') ? state.fault : null;
        if (faulty) state.letters += 1;
        if (faulty?.everyOther && state.letters % 2 === 0) faulty = null;
        say(faulty?.at === 'RCPT' ? faulty.say : '250 fine');
      } else if (command === 'DATA') {
        text = '';
        say('354 go on');
      } else {
        say('250 fine');
      }
    };
    say('220 mail.example');
    socket.on('data', data => {
      rest += data.toString('latin1');
      const lines = rest.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (text === null) told(line);
        else if (line === '.') {
          ended(text);
          text = null;
        } else text += `${line.replace(/^\./, '')}\r\n`;
      }
    });
  };

  const up = async () => {
    server = createServer(serve);
    await new Promise<void>(resolve => server?.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const down = async () => {
    const old = server;
    server = null;
    for (const socket of sockets) socket.destroy();
    await new Promise<void>(resolve => (old ? old.close(() => resolve()) : resolve()));
  };
  await up();
  return { kept, state, up, down, url: `smtp://127.0.0.1:${port}` };
}
