import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where Debian's packages put the server, a folder a version. */
const VERSIONS = '/usr/lib/postgresql';

/** The folder with the newest server's programs; undefined: there is none. */
function programs(): string | undefined {
  if (!existsSync(VERSIONS)) return undefined;
  return readdirSync(VERSIONS)
    .sort((a, b) => Number(b) - Number(a))
    .map(version => path.join(VERSIONS, version, 'bin'))
    .find(bin => existsSync(path.join(bin, 'initdb')));
}

/** Why there can be no cluster on this machine; undefined: there can. */
export const noPostgresql = programs()
  ? undefined
  : `there is no PostgreSQL in ${VERSIONS}: install Debian's package postgresql`;

/**
 * Makes a cluster in a temporary folder and starts it, as safe as PostgreSQL is by default. It listens on
 * a socket in its folder alone. Whoever is root starts it as the user that Debian's package made.
 *
 * @param options of the server, such as `max_connections=50`
 * @param parent the folder in which it gets one of its own
 */
export async function startCluster(options: string[] = ['max_connections=300'], parent = tmpdir()) {
  const bin = programs();
  if (!bin) throw new Error(noPostgresql);
  const dir = mkdtempSync(path.join(parent, 'dear-mp-pg-'));
  const owner = serverUser();
  if (owner) chownSync(dir, owner.uid, owner.gid);
  const data = path.join(dir, 'data');
  const made = spawnSync(
    path.join(bin, 'initdb'),
    [
      '--pgdata',
      data,
      '--username',
      'postgres',
      '--auth',
      'trust',
      '--encoding',
      'UTF8',
      '--locale',
      'C.UTF-8',
    ],
    { ...owner, cwd: dir, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.error?.message ?? made.stderr}`);

  const start = async () => {
    const settings = ['listen_addresses=', `unix_socket_directories=${dir}`, ...options];
    const args = ['-D', data, ...settings.flatMap(setting => ['-c', setting])];
    const server = spawn(path.join(bin, 'postgres'), args, { ...owner, cwd: dir });
    const log: string[] = [];
    const ready = new Promise<void>((resolve, reject) => {
      server.stderr.on('data', text => {
        log.push(String(text));
        if (String(text).includes('ready to accept connections')) resolve();
      });
      server.once('exit', code => reject(new Error(`PostgreSQL ended with ${code}: ${log.join('')}`)));
    });
    await ready;
    return server;
  };
  let server = await start();
  const end = async (signal: 'SIGINT' | 'SIGQUIT') => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  };

  return {
    /** Of the database `postgres`; others of the cluster have another name in its place. */
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(dir)}`,
    /** Throws out whoever is connected, and starts again. @param signal SIGQUIT: as after a crash */
    async restart(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
      await end(signal);
      server = await start();
    },
    /** Ends it and takes its folder away. */
    async stop(): Promise<void> {
      await end('SIGINT');
      rmSync(dir, { recursive: true });
    },
  };
}

/** PostgreSQL refuses to run as root. */
function serverUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}
