import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What a server does instead of its usual answer: say this, say nothing (''), or hang up (null). */
export type Replies = Partial<
  Record<
    'greeting' | 'EHLO' | 'STAR' | 'TLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'middle' | 'text',
    string | null
  >
>;

export type RawMailServer = Awaited<ReturnType<typeof startRawMailServer>>;

/**
 * A mail server in few words, for what no mail server should do. `middle` comes when the text has
 * begun and has not ended; `text` answers a text that has ended; `TLS` answers a handshake after STARTTLS.
 */
export async function startRawMailServer(replies: Replies) {
  const sockets = new Set<Socket>();
  /** Texts as they came, without the dot that ends them. */
  const texts: string[] = [];
  const commands: string[] = [];
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    const answer = (command: keyof Replies, usual: string) => {
      const reply = replies[command] === undefined ? usual : replies[command];
      if (reply === null) socket.destroy();
      else if (reply !== '') socket.write(`${reply.replaceAll('\n', '\r\n')}\r\n`);
    };
    let text: string | null = null;
    let rest = '';
    let handshake = false;
    answer('greeting', '220 mail.example');
    socket.on('data', data => {
      if (handshake) return answer('TLS', 'gibberish');
      if (text !== null && replies.middle !== undefined) return answer('middle', '');
      rest += data.toString('latin1');
      const lines = rest.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (text === null) {
          commands.push(line);
          const command = line.slice(0, 4).toUpperCase() as keyof Replies;
          if (command === 'DATA') text = '';
          handshake = command === 'STAR' && (replies.STAR ?? '').startsWith('220');
          answer(command, text === null ? '250 fine' : '354 go on');
        } else if (line === '.') {
          texts.push(text);
          text = null;
          answer('text', '250 taken');
        } else {
          text += `${line.replace(/^\./, '')}\r\n`;
        }
      }
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    texts,
    commands,
    host: `127.0.0.1:${port}`,
    url: `smtp://127.0.0.1:${port}`,
    /** How many connections are open. */
    open: () => sockets.size,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}
