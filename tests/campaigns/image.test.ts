import { describe, expect, it } from 'vitest';
import { readImage } from '../../src/campaigns/image.ts';
import { IMAGES } from '../support/images.ts';

describe('a picture', () => {
  it.each([
    ['png', 'image/png'],
    ['jpeg', 'image/jpeg'],
    ['lossy', 'image/webp'],
    ['lossless', 'image/webp'],
    ['extended', 'image/webp'],
  ] as const)('in the form %s is known as %s with its size, by its bytes', (form, type) => {
    expect(readImage(IMAGES[form])).toEqual({ type, width: 40, height: 24 });
  });

  it.each(Object.entries(IMAGES))('in the form %s is none wherever its header is cut', (_, bytes) => {
    for (let length = 0; length < 24; length += 1) {
      expect(readImage(bytes.subarray(0, length))).toBeNull();
    }
  });

  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const changed = (bytes: Buffer, at: number, value: number) => {
    const copy = Buffer.from(bytes);
    copy[at] = value;
    return copy;
  };

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(100)],
    ['an SVG', Buffer.from(svg)],
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>'.padEnd(200))],
    ['a GIF', Buffer.from('GIF89a'.padEnd(100, 'x'), 'latin1')],
    ['a PDF', Buffer.from('%PDF-1.7'.padEnd(100))],
    ['a PNG without IHDR', changed(IMAGES.png, 12, 0x58)],
    ['a PNG of no width', Buffer.concat([IMAGES.png.subarray(0, 16), Buffer.alloc(20)])],
    ['a JPEG mark before text', Buffer.from(`\xff\xd8\xff${svg}`, 'latin1')],
    ['a JPEG of one endless segment', Buffer.from('ffd8ffe0ffff00000000000000', 'hex')],
    ['a JPEG of segments without length', Buffer.from('ffd8ffe00000ffe00000ffe00000', 'hex')],
    ['a JPEG of fill bytes alone', Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.alloc(1_000, 0xff)])],
    ['a WebP that says it is longer', changed(IMAGES.lossy, 6, 0x7f)],
    ['a RIFF that is sound', changed(IMAGES.lossy, 8, 0x58)],
    ['a WebP of another kind', changed(IMAGES.lossy, 14, 0x58)],
    ['a lossy WebP without its start code', changed(IMAGES.lossy, 23, 0)],
    ['a lossless WebP without its mark', changed(IMAGES.lossless, 20, 0)],
  ])('is not %s', (_, bytes) => {
    expect(readImage(bytes)).toBeNull();
  });
});
