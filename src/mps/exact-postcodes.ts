import type { Logger } from 'pino';
import { type DataSource, POSTCODE_LICENCES } from './data-source-store.ts';
import { openPostcodeIndex, type PostcodeIndex, type PostcodesAbout } from './postcode-index.ts';

/** Where an open index comes from. It ages from the month of its data where they tell, else from its making. */
export function postcodesSource({ sources, dataMonth, builtAt }: PostcodesAbout): DataSource {
  return {
    name: 'postcodes',
    source: sources.join(', '),
    licence: POSTCODE_LICENCES,
    asOf: new Date(dataMonth ?? builtAt),
  };
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
