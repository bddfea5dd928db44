// npm run icons: draws public/favicon.ico, apple-touch-icon.png and share.png anew from public/favicon.svg.
// Old phones know no SVG icons, and the sites that show previews of links want a picture.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { LAUNCH } from './chromium.ts';

const PUBLIC = path.join(import.meta.dirname, '..', 'public');
const icon = readFileSync(path.join(PUBLIC, 'favicon.svg'), 'utf8');
const waves = readFileSync(path.join(PUBLIC, 'waves.svg'), 'utf8').replace(
  '<svg',
  '<svg width="192" height="144"',
);

const browser = await chromium.launch(LAUNCH);

/** A page of that size in pixels as a PNG; what it leaves free is transparent. */
async function draw(width: number, height: number, html: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.setContent(html);
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}

const iconAt = (side: number, style = '') =>
  `<body style="margin:0;display:grid;place-content:center;height:100vh;${style}">${icon.replace('<svg', `<svg width="${side}" height="${side}"`)}`;

/** One PNG in the container of .ico: a header of 6 bytes, an entry of 16, the picture. */
function icoOf(png: Buffer, side: number): Buffer {
  const header = Buffer.alloc(22);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(1, 4);
  header.writeUInt8(side, 6);
  header.writeUInt8(side, 7);
  header.writeUInt16LE(1, 10);
  header.writeUInt16LE(32, 12);
  header.writeUInt32LE(png.length, 14);
  header.writeUInt32LE(header.length, 18);
  return Buffer.concat([header, png]);
}

const SHARE = `<body style="margin:0;height:100vh;position:relative;overflow:hidden;background:#eaf0f8;color:#16213a">
<div style="position:absolute;inset:0 0 auto;height:250px;background:#22408f;clip-path:polygon(0 0,100% 0,100% 40%,50% 100%,0 40%)"></div>
<div style="position:absolute;right:90px;top:270px;width:230px">${icon.replace('<svg', '<svg width="230" height="230"')}</div>
<div style="position:absolute;right:270px;top:300px">${waves}</div>
<div style="position:absolute;left:90px;top:270px;font:italic bold 130px/1 Charter,'Charis SIL',Georgia,serif">Dear MP,</div>
<div style="position:absolute;left:96px;top:440px;font:44px/1.3 Charter,'Charis SIL',Georgia,serif">Your words, in a letter<br>to your MP.</div>
<div style="position:absolute;inset:auto 0 0;height:26px;background:repeating-linear-gradient(115deg,#c01f3a 0 56px,#fff 56px 88px,#22408f 88px 144px,#fff 144px 176px)"></div>`;

writeFileSync(path.join(PUBLIC, 'favicon.ico'), icoOf(await draw(32, 32, iconAt(32)), 32));
writeFileSync(
  path.join(PUBLIC, 'apple-touch-icon.png'),
  await draw(180, 180, iconAt(140, 'background:#eaf0f8')),
);
writeFileSync(path.join(PUBLIC, 'share.png'), await draw(1200, 630, SHARE));
await browser.close();
