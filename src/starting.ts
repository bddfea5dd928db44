import { setFlagsFromString } from 'node:v8';

// Importing this is all there is to it. Start-up allocates a lot that is used once; V8 would grow its young generation
// sixteenfold for it, and keep those 30 MB. So it may not grow while the site starts, and from then on grows with the
// load, as V8 would let it by itself.

/** Milliseconds that a start takes at most, with its first look at what is due. */
const START = 10_000;

setFlagsFromString('--semi-space-growth-factor=1');
setTimeout(() => setFlagsFromString('--semi-space-growth-factor=2'), START).unref();
