// A supporter's own page in bare Express, with ever more of what it cannot be without.
// `node floor-server.ts DIR PAGE LEVEL`
import { createWriteStream } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import express from 'express';
import pino from 'pino';
import { currentTemplateId, findCampaign } from '../src/campaigns/campaign-store.ts';
import { campaignIn } from '../src/campaigns/campaign-words.ts';
import { ROOT } from '../src/deps.ts';
import { speak } from '../src/languages/choose-language.ts';
import { letterFormPage } from '../src/letters/letter-form-page.ts';
import { beginLetter, findByDraftKey, findPlaceByDraftKey } from '../src/letters/letter-store.ts';
import { addressedName, type Member, plainName } from '../src/mps/member.ts';
import { findSeatWhere } from '../src/mps/mp-store.ts';
import { requestLog } from '../src/web/request-log.ts';
import { securityHeaders } from '../src/web/security.ts';
import { useViews } from '../src/web/views.ts';
import { openDesk } from './desk.ts';

const [dir = '', page = '', level = ''] = process.argv.slice(2);
const deps = await openDesk(dir);
const { db, clock, dictionary } = deps;
const words = dictionary('en');
const stored = await findCampaign(db, 'school-attendance', clock());
const seat = await findSeatWhere(db, { nation: 'England', member: { email: { not: null } } });
if (!stored || !seat?.member) throw new Error('the starter data is not there');
const campaign = campaignIn(stored, 'en');
const writtenFrom = { postcode: 'BS37 5AA', constituencyCode: seat.code, lookupSource: 'exact' as const };
const begun = { ...writtenFrom, crossBorder: false, terminated: false, language: 'en' as const };
const key = await beginLetter(db, stored, await currentTemplateId(db, stored.id), begun, clock());
const member = seat.member as Member;
const mp = { plain: plainName(member), addressed: addressedName(member) };

/** Each page: its view, what it reads of the letter, and what the view is given. */
const PAGES: Record<string, { view: string; read: () => Promise<object> }> = {
  mp: {
    view: 'mps/mp',
    read: async () => {
      const place = there(await findPlaceByDraftKey(db, stored.id, key));
      return { title: words.text('mps:mp.title'), place, seat, mp, exact: true };
    },
  },
  form: {
    view: 'letters/form',
    read: async () => {
      const letter = there(await findByDraftKey(db, stored.id, key));
      const form = letterFormPage(campaign, letter, { ...seat, member }, [], words);
      return { ...form, hasQuestions: true };
    },
  },
};
const { view, read } = there(PAGES[page]);
const kept = await read();

const app = express();
app.disable('etag').disable('x-powered-by').enable('view cache');
useViews(app, path.join(ROOT, 'views'), {});
if (level !== 'bytes') {
  app.use(securityHeaders(deps.baseUrl));
  app.use(requestLog(pino(createWriteStream('/dev/null'))));
}
let html = '';
app.get('/', async (_req, res) => {
  if (html && (level === 'bytes' || level === 'headers')) return res.type('html').send(html);
  const locals = level === 'read' ? await read() : kept;
  res.locals = { ...res.locals, dictionary, campaign, chosenLanguage: 'en' };
  speak(res, 'en');
  res.render(view, locals, (error, rendered) => {
    if (error) throw error;
    html = rendered;
    res.send(html);
  });
});
const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));

function there<T>(found: T | null | undefined): T {
  if (!found) throw new Error('the draft, or the page, is not there');
  return found;
}
