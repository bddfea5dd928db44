import { type RequestHandler, Router } from 'express';
import { speak } from '../languages/choose-language.ts';
import { onlyUnder } from '../web/only-under.ts';
import { accountRoutes } from './account-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { LOGO_PATH, logoUpload } from './campaigns/logo-routes.ts';
import { campaignsRoutes } from './campaigns/routes.ts';
import { formToken } from './csrf.ts';
import { doorTo, pageBefore, requireSession, staffOnly } from './guard.ts';
import { letterCaseRoutes } from './letters/routes.ts';
import { STAFF_LIMITS } from './limits.ts';
import { mailCheckRoutes } from './mail-check-routes.ts';
import { mpCorrectionRoutes } from './mps/routes.ts';
import { type StaffDeps, staffParts } from './parts.ts';
import { peopleRoutes } from './people-routes.ts';
import { retentionRoutes } from './retention/routes.ts';
import { secondFactorRoutes } from './second-factor-routes.ts';
import { sendingRoutes } from './sending-routes.ts';
import { sessionLeftRoutes } from './session-left-routes.ts';
import { SET_UP_LINK_DAYS } from './set-up-link.ts';
import { setUpRoutes } from './set-up-routes.ts';
import { codeRoutes, signInRoutes, signOutRoutes } from './sign-in-routes.ts';
import { templateRoutes } from './templates/routes.ts';
import { typedTexts } from './typed-texts.ts';

/**
 * The staff area: its doors first, then the guard, then everything behind it. Every route behind it
 * has its whole path and `staffOnly` with what it takes; a test walks them all.
 */
export function staffRoutes(deps: StaffDeps): RequestHandler {
  const parts = staffParts(deps);
  const router = Router();

  router.use('/staff', staffLayout);
  router.use(signInRoutes(parts));
  router.use(codeRoutes(parts));
  router.use(setUpRoutes(parts));
  router.use(sessionLeftRoutes(parts));

  router.use('/staff', requireSession(parts));
  // Its form holds the token among the parts, so they are read before the token is asked for.
  router.post(LOGO_PATH, staffOnly('edit-campaigns'), logoUpload);
  router.use('/staff', formToken(parts.secrets));
  router.use(signOutRoutes(parts));
  router.use(accountRoutes(parts));
  router.use(secondFactorRoutes(parts));
  router.use(campaignsRoutes(parts));
  router.use(letterCaseRoutes(parts));
  router.use(mpCorrectionRoutes(parts));
  router.use(sendingRoutes(parts));
  router.use(mailCheckRoutes(parts));
  router.use(retentionRoutes(parts));
  router.use(peopleRoutes(parts));
  router.use(auditRoutes(parts));
  router.use(templateRoutes(parts));

  return onlyUnder(new Set(['staff']), [router]);
}

const staffLayout: RequestHandler = (req, res, next) => {
  res.locals.layout = 'staff';
  res.locals.staffLimits = STAFF_LIMITS;
  res.locals.setUpLinkDays = SET_UP_LINK_DAYS;
  res.locals.typedTexts = typedTexts(req.body);
  res.locals.signIn = doorTo(pageBefore(req));
  speak(res, 'en');
  next();
};
