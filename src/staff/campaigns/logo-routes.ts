import { createHash } from 'node:crypto';
import { type RequestHandler, Router } from 'express';
import multer, { MulterError } from 'multer';
import { sendLogo, sendTheme } from '../../campaigns/campaign-look.ts';
import type { Campaign } from '../../campaigns/campaign-store.ts';
import { readImage } from '../../campaigns/image.ts';
import { type FieldError, readLine } from '../../web/form.ts';
import { Problem } from '../../web/problem.ts';
import { audit } from '../audit.ts';
import { staffOnly } from '../guard.ts';
import { LOGO_LIMITS, lengthErrors, STAFF_LIMITS } from '../limits.ts';
import { showStaffCampaign } from './campaign-page.ts';
import { type CampaignParts, changeCampaign, readCampaign } from './change-campaign.ts';

export const LOGO_PATH = '/staff/campaigns/:slug/logo';

const upload = multer({
  storage: multer.memoryStorage(),
  limits: {
    fileSize: LOGO_LIMITS.kB * 1_000,
    files: 1,
    fields: 5,
    parts: 6,
    fieldNameSize: 50,
    fieldSize: 2_000,
    headerPairs: 20,
  },
}).single('logo');

/**
 * Reads the one form of the site that is sent in parts; the file stays in memory, and its name is never
 * used. A file that is too large is left out, and the page says so; any other damage is refused.
 */
export const logoUpload: RequestHandler = (req, res, next) => {
  upload(req, res, (error: unknown) => {
    // Nothing but what the library itself says of the form: its messages may quote a part's name.
    if (error instanceof MulterError && error.code === 'LIMIT_FILE_SIZE') res.locals.tooLarge = true;
    else if (error) return next(new Problem(400, 'damaged'));
    next();
  });
};

/** `/staff/campaigns/:slug/logo`: the campaign's picture; and its colours, as staff see them in a preview. */
export function logoRoutes(parts: CampaignParts): Router {
  const { db } = parts;
  const router = Router();

  router.get(LOGO_PATH, staffOnly('edit-campaigns'), async (req, res) => {
    await sendLogo(db, (await readCampaign(parts, req.params.slug)).id, req, res, 'private');
  });

  router.get('/staff/campaigns/:slug/theme.css', staffOnly('edit-campaigns'), async (req, res) => {
    sendTheme((await readCampaign(parts, req.params.slug)).colour, req, res, 'private');
  });

  router.post(LOGO_PATH, staffOnly('edit-campaigns'), async (req, res) => {
    const { slug } = req.params;
    const alt = readLine(req.body.alt);
    const bytes = req.file?.buffer;
    const image = bytes ? readImage(bytes) : null;
    const hash = bytes && createHash('sha256').update(bytes).digest('base64url');
    const form = {
      slug,
      revision: req.body.revision,
      isDone: ({ logo }: Campaign) =>
        !res.locals.tooLarge && logo?.alt === alt && (!hash || logo.hash === hash),
    };
    const failed = await changeCampaign(parts, res, form, async (tx, campaign, by) => {
      const errors = [
        ...altErrors(alt),
        ...fileErrors(bytes, res.locals.tooLarge === true, campaign.logo !== null),
      ];
      if (errors.length > 0) return errors;
      const campaignId = campaign.id;
      if (bytes && image && hash) {
        const logo = { ...image, bytes: new Uint8Array(bytes), hash, alt };
        await tx.campaignLogo.upsert({
          where: { campaignId },
          create: { ...logo, campaignId },
          update: logo,
        });
      } else await tx.campaignLogo.update({ where: { campaignId }, data: { alt } });
      const details = { fields: bytes ? 'logo' : 'logo’s description' };
      await audit(tx, { ...by, what: 'campaign.change', target: campaign.slug, details });
    });
    if (!failed) return res.redirect(303, `/staff/campaigns/${slug}?done=logo`);
    await showStaffCampaign(parts, res.status(failed.status), slug, { typed: { alt }, ...failed });
  });

  router.post(`${LOGO_PATH}/remove`, staffOnly('edit-campaigns'), async (req, res) => {
    const { slug } = req.params;
    const form = { slug, revision: req.body.revision, isDone: ({ logo }: Campaign) => logo === null };
    const failed = await changeCampaign(parts, res, form, async (tx, campaign, by) => {
      await tx.campaignLogo.deleteMany({ where: { campaignId: campaign.id } });
      const details = { fields: 'logo', removed: true };
      await audit(tx, { ...by, what: 'campaign.change', target: campaign.slug, details });
      return undefined;
    });
    if (!failed) return res.redirect(303, `/staff/campaigns/${slug}?done=details`);
    await showStaffCampaign(parts, res.status(failed.status), slug, failed);
  });

  return router;
}

function altErrors(alt: string): FieldError[] {
  if (!alt) return [{ field: 'alt', message: 'Say what the logo shows, for people who cannot see it' }];
  return lengthErrors('alt', alt, STAFF_LIMITS.alt);
}

/** @param hasLogo there is one already: then its words alone may be changed */
function fileErrors(bytes: Buffer | undefined, tooLarge: boolean, hasLogo: boolean): FieldError[] {
  const field = 'logo';
  if (tooLarge)
    return [{ field, message: `Choose a picture of at most ${LOGO_LIMITS.kB} kB: this one is larger` }];
  if (!bytes) return hasLogo ? [] : [{ field, message: 'Choose a picture' }];
  const image = readImage(bytes);
  if (!image) return [{ field, message: 'Choose a PNG, JPEG or WebP picture: this file is none' }];
  const { leastSide, mostSide } = LOGO_LIMITS;
  const sides = [image.width, image.height];
  if (sides.every(side => side >= leastSide && side <= mostSide)) return [];
  const taken = `${leastSide} to ${mostSide.toLocaleString('en-GB')} pixels`;
  const size = `${image.width} by ${image.height}`;
  return [{ field, message: `Choose a picture with sides of ${taken}: this one is ${size}` }];
}
