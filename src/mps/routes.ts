import { type Request, type Response, Router } from 'express';
import type { Limiter } from '../abuse/limiter.ts';
import type { Database } from '../db/database.ts';
import { wordsOf } from '../languages/choose-language.ts';
import { nameIn } from './constituency-name.ts';
import { addressedName, plainName } from './member.ts';
import type { MpLookup } from './mp-lookup.ts';
import { findSeat, findSeats, type Seat, searchSeats } from './mp-store.ts';
import { type DevolvedNation, isDevolved, wordsOfNation } from './nation.ts';
import { destinationOf, type Place } from './place.ts';
import { parsePostcode } from './postcode.ts';

/** Keeps the place that a supporter writes from; the letter's room does, with the draft. */
export type PlaceKeeper = {
  /** @throws Problem where the supporter has begun nothing */
  find(req: Request, res: Response): Promise<Place>;
  begin(req: Request, res: Response, place: Place): Promise<void>;
  change(req: Request, res: Response, change: Partial<Place>): Promise<void>;
};

type Parts = {
  db: Database;
  limiter: Limiter;
  lookUp: MpLookup;
  places: PlaceKeeper;
  /** For how long a draft waits for a new MP at most. */
  waitingDays: () => Promise<number>;
};

/** `/:campaign/postcode` and `/:campaign/mp`: from a postcode to the MP, or to the page that says why not. */
export function mpRoutes({ db, limiter, lookUp, places, waitingDays }: Parts): Router {
  const router = Router({ mergeParams: true });

  router.get('/:campaign/postcode', (_req, res) =>
    res.render('mps/postcode', { title: wordsOf(res).text('mps:postcode.title') }),
  );

  router.post('/:campaign/postcode', limiter.byAddress('look-up'), async (req, res) => {
    const typed = typeof req.body.postcode === 'string' ? req.body.postcode.slice(0, 100) : '';
    const parsed = parsePostcode(typed);
    if (!('postcode' in parsed)) {
      const { text } = wordsOf(res);
      const errors = [{ field: 'postcode', message: text(`mps:postcode.errors.${parsed.kind}`) }];
      return res.status(422).render('mps/postcode', { title: text('mps:postcode.title'), errors, typed });
    }
    const result = parsed.kind === 'postcode' ? await lookUp(parsed) : undefined;
    await places.begin(req, res, {
      postcode: parsed.postcode,
      constituencyCode: result?.kind === 'found' ? result.constituency : null,
      lookupSource: result?.kind === 'found' ? result.source : null,
      crossBorder: false,
      terminated: result?.kind === 'found' && result.terminated === true,
    });
    res.redirect(303, `/${req.params.campaign}/mp`);
  });

  router.get('/:campaign/mp', async (req, res) => {
    const place = await places.find(req, res);
    const destination = await destinationOf(place, lookUp, codes => findSeats(db, codes));
    const { text } = wordsOf(res);
    switch (destination.kind) {
      case 'mp':
        return res.render('mps/mp', {
          title: text('mps:mp.title'),
          place,
          firstPart: sectorOf(place),
          ...seatView(destination.seat, res),
          [place.lookupSource ?? 'exact']: true,
          terminated: place.terminated,
        });
      case 'vacant':
        return res.render('mps/vacant', {
          title: text('mps:vacant.title'),
          place,
          ...seatView(destination.seat, res),
          waitingDays: await waitingDays(),
        });
      case 'nation':
        return res.render('mps/nation', {
          ...nationView(destination.nation, res),
          place,
        });
      case 'choose':
        return res.render('mps/choose', {
          title: text('mps:choose.title'),
          place,
          seats: destination.seats.map(seat => seatView(seat, res)),
        });
      case 'unknown':
        return res.redirect(303, `/${req.params.campaign}/mp/choose`);
      case 'elsewhere':
        return res.render('mps/elsewhere', {
          title: text('mps:elsewhere.title'),
          place,
          [destination.place]: true,
        });
    }
  });

  router.get('/:campaign/mp/choose', async (req, res) => {
    const place = await places.find(req, res);
    const name = typeof req.query.name === 'string' ? req.query.name.slice(0, 100) : '';
    const found = name ? await searchSeats(db, name) : undefined;
    const others = candidatesFor(place).filter(code => code !== place.constituencyCode);
    const seats = found ?? (await findSeats(db, others));
    res.render('mps/choose', {
      title: wordsOf(res).text(chooseTitle(found !== undefined, seats.length > 0)),
      place,
      name,
      searched: found !== undefined,
      byHand: true,
      seats: seats.map(seat => seatView(seat, res)),
    });
  });

  router.post('/:campaign/mp', limiter.byAddress('look-up'), async (req, res) => {
    const place = await places.find(req, res);
    const here = place.constituencyCode ? await findSeat(db, place.constituencyCode) : null;
    // Another tab may have been given a postcode in England since this page was shown.
    if (req.body.cross_border === 'yes' && (!here || isDevolved(here.nation))) {
      await places.change(req, res, { crossBorder: true });
    }
    const seat = typeof req.body.constituency === 'string' && (await findSeat(db, req.body.constituency));
    if (seat) {
      const wasAsked = place.lookupSource === null || place.lookupSource === 'candidate';
      const isCandidate = wasAsked && candidatesFor(place).includes(seat.code);
      await places.change(req, res, {
        // Whoever turns out to live in England crosses no border.
        ...(isDevolved(seat.nation) ? {} : { crossBorder: false }),
        constituencyCode: seat.code,
        lookupSource: isCandidate ? 'candidate' : 'by_hand',
      });
    }
    res.redirect(303, `/${req.params.campaign}/mp`);
  });

  return router;

  /** The constituencies among which its sector leaves a choice. */
  function candidatesFor({ postcode }: Place): string[] {
    const parsed = parsePostcode(postcode);
    const result = parsed.kind === 'postcode' ? lookUp.bySector(parsed) : undefined;
    return result?.kind === 'candidates' ? result.constituencies : [];
  }
}

function sectorOf({ postcode }: Place): string | undefined {
  const parsed = parsePostcode(postcode);
  return parsed.kind === 'postcode' ? parsed.sector : undefined;
}

/** A seat by its name in the language of the page; its MP as Parliament names them. */
function seatView(seat: Seat, res: Response) {
  const { member } = seat;
  return {
    seat: { ...seat, name: nameIn(seat, wordsOf(res).language) },
    ...(member ? { mp: { plain: plainName(member), addressed: addressedName(member) } } : {}),
  };
}

function nationView(nation: DevolvedNation, res: Response) {
  const { text } = wordsOf(res);
  const { inside, parliament, representative, find } = wordsOfNation(nation);
  const words = { inside: text(inside), parliament: text(parliament) };
  return {
    title: text('mps:nation.title', words),
    ...words,
    representative: text(representative),
    findUrl: text(find),
  };
}

function chooseTitle(searched: boolean, hasSeats: boolean): string {
  if (searched) return hasSeats ? 'mps:choose.byName' : 'mps:choose.noneByName';
  return hasSeats ? 'mps:choose.title' : 'mps:choose.findByName';
}
