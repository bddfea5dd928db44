import type { Logger } from 'pino';
import { openPostcodeIndex, type PostcodeIndex, type PostcodesAbout } from './postcode-index.ts';

/** ONS brings its directory up to date each quarter; twice that is too long for new streets. */
const STALE_DAYS = 180;

/** The day from which the data age: that of the data where they tell, else that on which they were built. */
export function postcodesDate({ dataMonth, builtAt }: PostcodesAbout): Date {
  return new Date(dataMonth ?? builtAt);
}

/** Whether it is time to fetch a newer edition. */
export function isStale(about: PostcodesAbout, now: Date): boolean {
  return now.getTime() - postcodesDate(about).getTime() > STALE_DAYS * 24 * 60 * 60 * 1000;
}

/**
 * Opens the postcode index that POSTCODES_FILE names, and logs which data answer from now on. Null where
 * there is none or it cannot be used: then the starter data answer by sector, which is less exact but right
 * to go on with.
 */
export function exactPostcodes(file: string | undefined, log: Logger, now: Date): PostcodeIndex | null {
  if (!file) {
    log.info('postcodes are looked up by sector: POSTCODES_FILE is not set');
    return null;
  }
  try {
    const index = openPostcodeIndex(file);
    log.info(index.about, 'postcodes are looked up exactly');
    if (isStale(index.about, now)) {
      log.warn({ date: postcodesDate(index.about) }, 'the postcode data are old: build them anew');
    }
    return index;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : message;
    log.error({ file, why }, 'POSTCODES_FILE cannot be used: postcodes are looked up by sector');
    return null;
  }
}
