import { type Answer, startStubService } from './stub-service.ts';

type Known = { code: string; country: string; name?: string };

/** postcodes.io on loopback, with the replies that its documentation shows. */
export async function startPostcodesIo() {
  const living = new Map<string, Known>();
  const terminated = new Map<string, { longitude: number | null; latitude: number | null }>();
  let nearest: Known | undefined;
  const stub = await startStubService(url => {
    const [, kind = '', typed] = decodeURIComponent(url.pathname).split('/');
    if (kind === 'postcodes' && typed) {
      const known = living.get(typed);
      return known ? ok(placeOf(typed, known)) : unknown('Postcode not found');
    }
    if (kind === 'postcodes') return ok(nearest ? [placeOf('ZZ1 1ZZ', nearest)] : null);
    const was = terminated.get(typed ?? '');
    if (!was) return unknown('Terminated postcode not found');
    return ok({ postcode: typed, year_terminated: 1996, month_terminated: 6, ...was });
  });
  return {
    ...stub,
    living,
    terminated,
    nearestIs: (known: Known | undefined) => {
      nearest = known;
    },
  };
}

const ok = (result: unknown): Answer => ({ status: 200, body: { status: 200, result } });
const unknown = (error: string): Answer => ({ status: 404, body: { status: 404, error } });

const placeOf = (postcode: string, { code, country, name = 'Somewhere' }: Known) => ({
  postcode,
  quality: 1,
  eastings: 1,
  northings: 1,
  country,
  longitude: -2.4,
  latitude: 51.5,
  region: null,
  parliamentary_constituency: name,
  parliamentary_constituency_2024: name,
  codes: { parliamentary_constituency: code, parliamentary_constituency_2024: code },
});
