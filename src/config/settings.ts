/**
 * What a setting is, in words for operators. What the schema in src/config.ts says already (its default, the words
 * it takes, whether production needs it) is read from there.
 */
type Setting = {
  what: string;
  /** Where the schema has no plain default: what holds when it is not set. */
  unset?: string;
  /** Whoever reads it can read or send something: it belongs in no log, no ticket and no backup. */
  secret?: true;
};

/** Every setting, by what it is about, in the order of docs/settings.md, which is made from this. */
export const SETTINGS: Record<string, Record<string, Setting>> = {
  'The site': {
    NODE_ENV: {
      what: '`production` for a real campaign. `development` reads views anew at each request. Outside production mail is caught as long as no `SMTP_URL` is set.',
    },
    HOST: {
      what: 'The address to listen on. Behind a proxy on the same machine, `127.0.0.1`.',
      unset: '`127.0.0.1`; in production `0.0.0.0`',
    },
    PORT: { what: 'The port to listen on.' },
    BASE_URL: {
      what: 'The site’s address as supporters see it. It stands in every mail, and requests that change something must come from it. In production it begins with `https://`, unless it names this machine. With `https`, browsers are told to use nothing else (HSTS).',
      unset: '`http://localhost:PORT`',
    },
    TRUST_PROXY: {
      what: 'Who may say where a request comes from (`X-Forwarded-For`): the number of proxies in front, `loopback`, or their addresses. Without it everybody behind a proxy counts as one, and meets the limits of one.',
      unset: 'nobody',
    },
    EMBED_ANCESTORS: {
      what: 'The sites that may hold the start form in a frame, as origins with blanks between them, such as `https://charity.example https://www.charity.example`: see [On the charity’s own site](running.md#on-the-charitys-own-site).',
      unset: 'none: nobody may',
    },
    SECOND_FACTOR: {
      what: 'Which staff must have a second factor: `admins`, who alone reach personal data, or `everyone`. Whoever has none yet adds one when they next come in.',
    },
    BREACHED_PASSWORDS: {
      what: 'Whether a new password of staff is looked for among those stolen from other websites: `on` asks Pwned Passwords, which is told five digits of its hash; or the address of a copy of that service.',
    },
    LOG_LEVEL: { what: 'How much the log says.' },
    METRICS_TOKEN: {
      what: 'With it Prometheus reads figures at `/metrics`, 24 characters or more: see [operating.md](operating.md).',
      unset: 'none: there is no `/metrics`',
      secret: true,
    },
    DISK_FREE_MB: {
      what: 'With less room than this for its files, in megabytes, `/readyz` says that the site is not ready.',
    },
  },
  Secrets: {
    APP_SECRET: {
      what: 'Signs and seals: 32 characters or more. Without it nothing that supporters wrote can be read: see [Keys](running.md#keys).',
      unset: 'one for development',
      secret: true,
    },
    APP_SECRET_PREVIOUS: {
      what: 'The secret before, while it changes: what it sealed can still be opened.',
      unset: 'none',
      secret: true,
    },
  },
  Data: {
    DATABASE_URL: {
      what: 'The SQLite file, or `postgresql://user:password@host/database?sslmode=verify-full`: see [PostgreSQL](running.md#postgresql).',
      secret: true,
    },
    DATA_DIR: {
      what: 'Where caught mail and copies of the database go.',
      unset: 'beside the SQLite file; `data` with PostgreSQL',
    },
    BACKUP_DIR: {
      what: 'Where a copy of an SQLite database goes before an update changes it.',
      unset: '`backups` in `DATA_DIR`',
    },
  },
  'Who is whose MP': {
    POSTCODES_FILE: {
      what: 'The exact postcode index. Without it a postcode’s sector answers, or offers a short choice: see [data.md](data.md).',
      unset: 'none',
    },
    LIVE_LOOKUP: {
      what: 'Live services that may be asked, such as `postcodes=https://api.postcodes.io members=https://members-api.parliament.uk`, or `on` for both: see [data.md](data.md).',
    },
  },
  Mail: {
    SMTP_URL: {
      what: 'The mail server, such as `smtps://user:password@mail.example`. With `smtp://` too, mail leaves this machine encrypted or waits; `?requireTLS=false` behind it lets mail go open, for a server on a network of your own.',
      unset: 'none: mail is caught, and shown at `/dev/mail`',
      secret: true,
    },
    MAIL_FROM: {
      what: 'The address that letters come from, on the campaign’s own domain. Pages name it for questions, so somebody has to read it.',
      unset: '`letters@dear-mp.test`',
    },
    BOUNCE_ADDRESS: {
      what: 'Where reports about mail come back to, behind a plus sign: see [delivery.md](delivery.md#bounces).',
      unset: '`MAIL_FROM`',
    },
    DKIM_KEY_FILE: {
      what: 'The private key that signs mail: RSA, PEM, without a password. It and `DKIM_SELECTOR` go together: see [delivery.md](delivery.md#signing-with-dkim).',
      unset: 'none: the mail server signs, or nobody',
    },
    DKIM_SELECTOR: {
      what: 'The name under which DNS has the public key, such as `mail2026`.',
      unset: 'none',
    },
    HOOK_SECRET: {
      what: 'Opens `/hooks/mail` to reports about mail, 32 characters or more: see [delivery.md](delivery.md#from-a-mail-server-elsewhere-by-http).',
      unset: 'none: nothing listens there',
      secret: true,
    },
  },
  'Sending and limits': {
    RUN_WORKER: { what: 'Whether the web process also sends mail. With `false`, `npm run worker` does.' },
    PACE_PER_MP_PER_HOUR: { what: 'Letters that leave to one MP in a working hour.' },
    PACE_PER_MINUTE: { what: 'Letters that leave to all MPs in a minute.' },
    PROOF_OF_WORK: {
      what: 'Whether browsers do a small sum for each letter: see [Limits](operating.md#limits-and-unusual-letters).',
    },
  },
};
