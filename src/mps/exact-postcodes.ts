import type { Logger } from 'pino';
import { openPostcodeIndex, type PostcodeIndex, type PostcodesAbout } from './postcode-index.ts';

/** The day from which the data age: that of the data where they tell, else that on which they were built. */
export function postcodesDate({ dataMonth, builtAt }: PostcodesAbout): Date {
  return new Date(dataMonth ?? builtAt);
}

/**
 * Opens the postcode index that POSTCODES_FILE names, and logs which data answer from now on. Null where
 * there is none or it cannot be used: then the starter data answer by sector, which asks more of the
 * supporter but misleads nobody.
 */
export function exactPostcodes(file: string | undefined, log: Logger): PostcodeIndex | null {
  if (!file) {
    log.info('postcodes are looked up by sector: POSTCODES_FILE is not set');
    return null;
  }
  try {
    const index = openPostcodeIndex(file);
    log.info(index.about, 'postcodes are looked up exactly');
    return index;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : message;
    log.error({ file, why }, 'POSTCODES_FILE cannot be used: postcodes are looked up by sector');
    return null;
  }
}
