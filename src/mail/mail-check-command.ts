import { checkMailRecords, type MailRecords, resolver } from './dns-check.ts';

/** `npm run -s data -- mail-check`: whether the records of MAIL_FROM's domain fit; fails where one does not. */
export async function mailCheckCommand(records: MailRecords): Promise<void> {
  const findings = await checkMailRecords(records, resolver());
  for (const { check, state, words } of findings) console.log(`${check}: ${state}. ${words}`);
  if (findings.some(({ state }) => state !== 'fine')) process.exitCode = 1;
}
