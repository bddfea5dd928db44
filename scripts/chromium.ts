import { existsSync } from 'node:fs';

/** Debian's, the lightest first: without windows to draw, pages are ready sooner. */
const INSTALLED = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/** The Chromium that tests, screenshots and icons are made with; one that is not there has the last place looked at. */
export const CHROMIUM = process.env.CHROMIUM ?? INSTALLED.find(existsSync) ?? INSTALLED.at(-1) ?? '';

/** How it is started: as root too, and so that it asks nobody for anything but our pages. */
export const LAUNCH = {
  executablePath: CHROMIUM,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
