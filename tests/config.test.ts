import express from 'express';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config.ts';

const PRODUCTION = {
  NODE_ENV: 'production',
  BASE_URL: 'https://letters.example',
  SMTP_URL: 'smtps://user:password@mail.example',
  MAIL_FROM: 'letters@campaign.example',
  APP_SECRET: 'x'.repeat(32),
};

describe('the settings', () => {
  it('need none in development, where only this machine can reach the site and mail is caught', () => {
    expect(loadConfig({})).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: 'file:./data/dear-mp.db',
      smtpUrl: undefined,
      runWorker: true,
      trustProxy: false,
    });
  });

  it('name every bad or missing variable in one message', () => {
    const bad = {
      NODE_ENV: 'production',
      PORT: 'eighty',
      BASE_URL: 'letters.example',
      DATABASE_URL: 'mysql://x',
      APP_SECRET: 'short',
      LOG_LEVEL: 'loud',
      RUN_WORKER: 'maybe',
    };
    let message = '';
    try {
      loadConfig(bad);
    } catch (error) {
      message = (error as Error).message;
    }
    for (const name of [...Object.keys(bad).slice(1), 'SMTP_URL', 'MAIL_FROM']) {
      expect(message).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect(message).not.toContain('short');
  });

  it('take SQLite and PostgreSQL, and keep files beside the one and in a folder with the other', () => {
    const server = 'postgresql://user:password@db.example/letters?sslmode=verify-full';
    const dirs = (env: Record<string, string>) => {
      const { dataDir, backupDir } = loadConfig(env);
      return [dataDir, backupDir];
    };
    expect(dirs({ DATABASE_URL: 'file:/data/dear-mp.db' })).toEqual(['/data', '/data/backups']);
    expect(dirs({ DATABASE_URL: server })).toEqual(['data', 'data/backups']);
    expect(dirs({ DATABASE_URL: server, DATA_DIR: '/files' })).toEqual(['/files', '/files/backups']);
    expect(() => loadConfig({ DATABASE_URL: 'postgresql://' })).toThrow('DATABASE_URL must be');
  });

  it.each(['BASE_URL', 'SMTP_URL', 'MAIL_FROM', 'APP_SECRET'])('need %s in production', name => {
    expect(loadConfig(PRODUCTION).production).toBe(true);
    expect(() => loadConfig({ ...PRODUCTION, [name]: undefined })).toThrow(`${name} is required`);
    expect(() => loadConfig({ ...PRODUCTION, [name]: '' }), 'an empty one is none').toThrow(name);
  });

  it.each([
    [undefined, []],
    ['https://charity.example', ['https://charity.example']],
    [
      '  https://charity.example   http://localhost:8080 ',
      ['https://charity.example', 'http://localhost:8080'],
    ],
  ])('read EMBED_ANCESTORS %j as %j', (value, expected) => {
    expect(loadConfig({ EMBED_ANCESTORS: value }).embedAncestors).toEqual(expected);
  });

  it.each([
    '*',
    'charity.example',
    'https://*.charity.example',
    'https://charity.example/',
    'https://charity.example/page',
    'http://charity.example',
    'https://charity.example, https://other.example',
    "https://charity.example; script-src 'unsafe-inline'",
  ])('refuse EMBED_ANCESTORS %j', value => {
    expect(() => loadConfig({ EMBED_ANCESTORS: value })).toThrow(/EMBED_ANCESTORS must be web origins/);
  });

  it.each(['short', 'x'.repeat(23), `${'x'.repeat(30)} x`])('refuse METRICS_TOKEN %j', token => {
    expect(() => loadConfig({ METRICS_TOKEN: token })).toThrow(/METRICS_TOKEN must have at least 24/);
  });

  it('take a METRICS_TOKEN of 24 characters, and have none by themselves', () => {
    expect(loadConfig({ METRICS_TOKEN: 'x'.repeat(24) }).metricsToken).toBe('x'.repeat(24));
    expect(loadConfig({}).metricsToken).toBeUndefined();
  });

  it('want 200 MB free, or what DISK_FREE_MB says', () => {
    expect(loadConfig({}).diskFreeMegabytes).toBe(200);
    expect(loadConfig({ DISK_FREE_MB: '0' }).diskFreeMegabytes).toBe(0);
    expect(() => loadConfig({ DISK_FREE_MB: 'some' })).toThrow('DISK_FREE_MB must be a number of megabytes');
  });

  it.each([
    ['smtp://mail.example', 'smtp://mail.example?requireTLS=true'],
    ['smtp://user:pass%40word@mail.example:587', 'smtp://user:pass%40word@mail.example:587?requireTLS=true'],
    ['smtp://mail?requireTLS=false', 'smtp://mail?requireTLS=false'],
    ['smtp://mail?ignoreTLS=true', 'smtp://mail?ignoreTLS=true'],
    ['smtps://mail.example', 'smtps://mail.example'],
    ['smtp://127.0.0.1:2525', 'smtp://127.0.0.1:2525'],
    ['smtp://localhost', 'smtp://localhost'],
  ])(
    'let mail to SMTP_URL %s leave encrypted or not at all, unless it stays here or is told otherwise',
    (url, read) => {
      expect(loadConfig({ SMTP_URL: url }).smtpUrl).toBe(read);
    },
  );

  it('want https in production, but for a site that only this machine can reach', () => {
    const at = (BASE_URL: string) => () => loadConfig({ ...PRODUCTION, BASE_URL });
    expect(at('http://letters.example')).toThrow('BASE_URL must begin with https://');
    expect(at('http://localhost:3000')().baseUrl.href).toBe('http://localhost:3000/');
    expect(loadConfig({ BASE_URL: 'http://letters.example' }).baseUrl.protocol).toBe('http:');
  });

  it('want to be told how the way to PostgreSQL is encrypted, unless it is on this machine', () => {
    const at = (server: string) => () => loadConfig({ DATABASE_URL: `postgresql://${server}` }).databaseUrl;
    for (const server of [
      'user:password@db.example/letters',
      'localhost/letters?host=db.example',
      '/letters?host=db',
      'db/letters?sslmode=',
      'db/letters?sslmode=no-verify',
      'db/letters?sslmode=require&uselibpqcompat=true',
    ]) {
      expect(at(server), server).toThrow('put ?sslmode=verify-full behind it');
    }
    for (const server of [
      'db/letters?sslmode=disable',
      'localhost/letters',
      '/letters?host=/run/postgresql',
    ]) {
      expect(at(server)()).toContain(server);
    }
  });

  it('want a whole site as BASE_URL, for links in mails begin at its root', () => {
    const at = (BASE_URL: string) => () => loadConfig({ ...PRODUCTION, BASE_URL }).baseUrl.href;
    for (const whole of [
      'https://letters.example',
      'https://letters.example/',
      'https://letters.example:8443',
    ]) {
      expect(at(whole)()).toBe(whole.replace(/\/?$/, '/'));
    }
    for (const behind of ['/letters', '/?campaign=1', '/#start', '?', '#']) {
      expect(at(`https://letters.example${behind}`), behind).toThrow(
        'BASE_URL must be the address of a whole site',
      );
    }
    expect(at('https://user:password@letters.example')).toThrow(
      'BASE_URL must be the address of a whole site',
    );
  });

  it.each([
    [undefined, false],
    ['0', 0],
    ['1', 1],
    ['loopback', ['loopback']],
    ['uniquelocal,linklocal', ['uniquelocal', 'linklocal']],
    ['10.0.0.0/8, 127.0.0.1', ['10.0.0.0/8', '127.0.0.1']],
    ['fd00::/8,2001:db8::1', ['fd00::/8', '2001:db8::1']],
  ])('read TRUST_PROXY %j as %j, which Express takes', (value, expected) => {
    const { trustProxy } = loadConfig({ TRUST_PROXY: value });
    expect(trustProxy).toEqual(expected);
    expect(() => express().set('trust proxy', trustProxy)).not.toThrow();
  });

  it.each([
    'abc',
    '10.0.0.0/99',
    '10.0.0.0/0',
    'fd00::/129',
    '10.0.0.0/8/8',
    '10.0.0',
    'loopback/8',
    '1,',
    '-1',
    ' ',
  ])('refuse TRUST_PROXY %j, at which Express would throw, and say what it takes', value => {
    expect(() => loadConfig({ TRUST_PROXY: value })).toThrow(/TRUST_PROXY must be the number of proxies/);
  });
});
