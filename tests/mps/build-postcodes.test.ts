import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportLines } from '../../src/mps/build-postcodes.ts';
import { built } from '../support/built.ts';
import { CODES, postcodeFolder } from '../support/postcode-files.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const E = 'E14001545';
const OTHER = 'E14001306';
const PLAIN = `postcode,constituency\nBS37 5AA,${E}\nM1 1AE,${OTHER}\n`;

let folder: ReturnType<typeof postcodeFolder>;
beforeEach(() => {
  folder = postcodeFolder();
});
afterEach(() => rmSync(folder.dir, { recursive: true }));

/** Builds from these files, by name, and says what the index answers for some postcodes. */
async function answers(files: Record<string, string | Buffer>, ...postcodes: string[]) {
  const written = Object.entries(files).map(([name, content]) => folder.write(name, content));
  const report = await folder.build(written);
  const index = folder.open();
  return { report, found: postcodes.map(postcode => index.find(postcode)) };
}

const onePostcodeEach = (codes: string[]) =>
  `postcode,constituency\n${codes.map((code, i) => `AB${i % 100} ${Math.floor(i / 100)}AA,${code}\n`).join('')}`;
const current = (constituency: string) => ({ constituency, terminated: false });
const ended = (constituency: string) => ({ constituency, terminated: true });

const ONSPD_2024 =
  'pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,parish,usertype,oseast1m,osnrth1m,osgrdind,oshlthau,nhser,ctry,rgn,streg,pcon,eer,lat,long\n' +
  `"BS375AA","BS37 5AA","BS37 5AA","198001","","E99999999","","","","","0","371500","0182500","1","","","E92000001","","0","${E}","","51.5","-2.4"\n` +
  `"BS375AB","BS37 5AB","BS37 5AB","198001","199606","E99999999","","","","","0","371500","0182500","1","","","E92000001","","0","${E}","","51.5","-2.4"\n` +
  '"IM1 1AA","IM1  1AA","IM1 1AA","199501","","M99999999","","","","","0","","","9","","","M83000003","","0","M99999999","","54.1","-4.4"\n';
const NSPL_2026 =
  'pcd7,pcd8,pcds,dointr,doterm,usrtypind,east1m,north1m,gridind,oa21cd,cty26cd,ced25cd,lad26cd,wd26cd,nhser24cd,ctry26cd,rgn26cd,pcon24cd,ttwa15cd,lat,long\n' +
  `BS375AA,BS37 5AA,BS37 5AA,198001,,0,371500,182500,1,,,,,,,E92000001,,${E},,51.5,-2.4\n` +
  `BS375AB,BS37 5AB,BS37 5AB,202607,,0,371500,182500,1,,,,,,,E92000001,,${OTHER},,51.5,-2.4\n`;

describe('postcode files are known by their headers:', () => {
  it('two columns, whatever else stands beside them', async () => {
    const csv = `Constituency,Note,POSTCODE\n${E},a,BS37 5AA\n${OTHER},b,m11ae\n`;
    expect((await answers({ 'a.csv': csv }, 'BS37 5AA', 'M1 1AE', 'M1 1AF')).found).toEqual([
      current(E),
      current(OTHER),
      undefined,
    ]);
  });

  it('packed with gzip', async () => {
    expect((await answers({ 'a.csv.gz': gzipSync(PLAIN) }, 'M1 1AE')).found).toEqual([current(OTHER)]);
  });

  it('ONSPD as it was in 2024, with ended postcodes told apart and those without an MP left out', async () => {
    const { report, found } = await answers({ 'ONSPD_NOV_2024_UK.csv': ONSPD_2024 }, 'BS37 5AA', 'BS37 5AB');
    expect(found).toEqual([current(E), ended(E)]);
    expect(report).toMatchObject({
      read: 3,
      skipped: {
        count: 1,
        examples: ['ONSPD_NOV_2024_UK.csv, line 4: IM1 1AA has no constituency'],
      },
      about: { dataMonth: '1996-06', postcodes: 2, terminated: 1, constituencies: 1 },
    });
  });

  it('NSPL as it is since 2025, in either case', async () => {
    const { report, found } = await answers({ 'NSPL.csv': NSPL_2026 }, 'BS37 5AB');
    expect(found).toEqual([current(OTHER)]);
    expect(report.about.dataMonth).toBe('2026-07');
    const upper = NSPL_2026.replace(/^.*$/m, header => header.toUpperCase());
    expect((await answers({ 'NSPL.csv': upper }, 'BS37 5AB')).found).toEqual([current(OTHER)]);
  });

  it('a folder with a file for each area', async () => {
    folder.write('multi_csv/ONSPD_AUG_2026_UK_BS.csv', NSPL_2026);
    folder.write('multi_csv/ONSPD_AUG_2026_UK_M.csv', PLAIN);
    folder.write('multi_csv/readme.txt', 'not read');
    const report = await folder.build([folder.at('multi_csv')]);
    expect(report.about.sources).toEqual(['ONSPD_AUG_2026_UK_BS.csv', 'ONSPD_AUG_2026_UK_M.csv']);
    expect(folder.open().find('M1 1AE')).toEqual(current(OTHER));
  });

  it('mySociety’s look-up after its table of constituencies', async () => {
    const table = `short_code,name,gss_code,three_code\nUKPARL.2025.AAA,"Invented, North",${E},AAA\n`;
    const lookUp = 'postcode,short_code\nBS37 5AA,UKPARL.2025.AAA\n';
    expect(
      (await answers({ 'constituencies.csv': table, 'postcodes_with_con.csv': lookUp }, 'BS37 5AA')).found,
    ).toEqual([current(E)]);
  });
});

describe('harmless differences:', () => {
  it.each([
    ['a byte order mark', `\ufeff${PLAIN}`],
    ['Windows line ends', PLAIN.replaceAll('\n', '\r\n')],
    ['quoted fields', `"postcode","constituency"\n"BS37 5AA","${E}"\n`],
    ['blank lines', PLAIN.replaceAll('\n', '\n\n  \n')],
    ['blanks around the fields', `postcode , constituency\n BS37 5AA , ${E}\n`],
    ['no line end after the last row', PLAIN.trimEnd()],
    ['lower case and no space', `postcode,constituency\nbs375aa,${E}\n`],
    ['two spaces', `postcode,constituency\nBS37  5AA,${E}\n`],
  ])('%s', async (_, csv) => {
    expect((await answers({ 'a.csv': csv }, 'BS37 5AA')).found).toEqual([current(E)]);
  });
});

describe('the report', () => {
  it('names the first ten rows that were left out, with their lines', async () => {
    const wrong = ['', 'BS37', 'BS37 5AC', 'S014 0AA', 'nonsense', ...'123456789'];
    const csv = `${PLAIN}${wrong.map(postcode => `"${postcode}",${E}\n`).join('')}BS37 5AD,\n`;
    const { report } = await answers({ 'a.csv': csv });
    expect(report).toMatchObject({ read: 17, skipped: { count: 15 }, about: { postcodes: 2 } });
    expect(report.skipped.examples).toHaveLength(10);
    expect(report.skipped.examples.slice(0, 4)).toEqual([
      'a.csv, line 4: "" is not a postcode',
      'a.csv, line 5: "BS37" is not a postcode',
      'a.csv, line 6: "BS37 5AC" is not a postcode',
      'a.csv, line 7: "S014 0AA" is not a postcode',
    ]);
  });

  it('leaves out a row alone, and not those of its sector that follow', async () => {
    const csv = `postcode,constituency\nBS37 5CI,${E}\nBS37 5AA,${E}\n`;
    const { report, found } = await answers({ 'a.csv': csv }, 'BS37 5AA');
    expect(found).toEqual([current(E)]);
    expect(report.skipped.count).toBe(1);
  });

  it('names postcodes that come again, and the last one counts', async () => {
    const csv = `${PLAIN}BS37 5AA,${E}\nbs375aa,${OTHER}\n`;
    const { report, found } = await answers({ 'a.csv': csv }, 'BS37 5AA');
    expect(found).toEqual([current(OTHER)]);
    expect(reportLines(report, 'out.idx')).toEqual([
      'Read 4 rows of a.csv',
      'The same again: 1',
      '  a.csv, line 4: BS37 5AA stands there before',
      'Again with another constituency, and the last one counts: 1',
      `  a.csv, line 5: bs375aa was in ${E} before, and is in ${OTHER} here`,
      expect.stringMatching(
        /^Wrote 2 postcodes \(0 of them no longer in use\) in 1 constituencies to out\.idx, 0\.00 MB$/,
      ),
    ]);
  });
});

describe('refused, with the old index left as it was:', () => {
  const cut = gzipSync(`postcode,constituency\n${'BS37 5AA,E14001545\n'.repeat(5000)}`);

  it.each<[string, string | Buffer | undefined, string]>([
    ['a file that is not there', undefined, 'there is no such file or folder'],
    ['an empty file', '', 'a.csv: the file is empty'],
    ['blank lines alone', '\n\n', 'a.csv: the file is empty'],
    ['a header alone', 'postcode,constituency\n', 'There is no postcode in a.csv'],
    ['an unknown header', 'id,name\n1,x\n', 'the columns are not those of a postcode file: "id,name"'],
    ['a file of another kind', Buffer.from('PK\u0003\u0004'), 'the columns are not those of a postcode file'],
    ['a constituency that there is not', `${PLAIN}BS37 5AB,E14009999\n`, 'a.csv: line 4: "E14009999" is not'],
    ['a constituency by its name', `${PLAIN}BS37 5AB,Yate\n`, 'line 4: "Yate" is not the code of a'],
    [
      'a short code without its table',
      'postcode,short_code\nBS37 5AA,UKPARL.2025.AAA\n',
      'name its table of',
    ],
    [
      'an English constituency of 2010',
      `${PLAIN}BS37 5AB,E14000530\n`,
      'E14000530 is a constituency of 2010',
    ],
    ['a Welsh constituency of 2010', `${PLAIN}CF10 1AA,W07000041\n`, 'ended with the election of July 2024'],
    ['a Scottish constituency of 2010', `${PLAIN}EH1 1AA,S14000059\n`, 'S14000059 is a constituency of 2010'],
    ['one of Northern Ireland of 2010', `${PLAIN}BT1 1AA,N06000001\n`, 'N06000001 is a constituency of 2010'],
    ['a row cut short', `${PLAIN}BS37 5AB\n`, 'a.csv: Invalid Record Length: expect 2, got 1 on line 4'],
    ['a quote that never ends', `${PLAIN}"BS37 5AB,${E}\n`, 'a.csv: Quote Not Closed'],
    ['a .gz cut short', cut.subarray(0, -20), 'a.csv.gz: the file is cut short; fetch it again'],
    ['a .gz that is none', 'plain', 'a.csv.gz: the file is damaged; fetch it again'],
  ])('%s', async (what, content, message) => {
    await answers({ 'old.csv': PLAIN });
    const before = readFileSync(folder.out);
    const name = what.includes('.gz') ? 'a.csv.gz' : 'a.csv';
    if (content !== undefined) folder.write(name, content);
    await expect(folder.build([folder.at(name)])).rejects.toThrow(message);
    expect(readFileSync(folder.out)).toEqual(before);
    expect(readdirSync(folder.dir).filter(file => file.includes('unfinished'))).toEqual([]);
  });

  it('a folder without CSV files', async () => {
    mkdirSync(folder.at('empty'));
    await expect(folder.build([folder.at('empty')])).rejects.toThrow('no CSV files in this folder');
  });

  it('part of the country, unless it is meant', async () => {
    const file = folder.write('a.csv', PLAIN);
    await expect(folder.build([file], { partial: false })).rejects.toThrow(
      'only 2 of 650 constituencies. Is a file missing, or cut short? If you mean part of the country, add --partial',
    );
    const enough = folder.write('b.csv', onePostcodeEach(CODES.slice(0, 600)));
    expect((await folder.build([enough], { partial: false })).about.constituencies).toBe(600);
    const tooFew = folder.write('c.csv', onePostcodeEach(CODES.slice(0, 599)));
    await expect(folder.build([tooFew], { partial: false })).rejects.toThrow('only 599 of 650');
  });

  it('a place to write to that is no file', async () => {
    const file = folder.write('a.csv', PLAIN);
    await expect(folder.build([file], { out: '/dev/full' })).rejects.toThrow('/dev/full is not a file');
    await expect(folder.build([file], { out: folder.dir })).rejects.toThrow('is not a file');
  });

  it('a disk without room', async context => {
    const disk = folder.at('disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'none', disk]).status === 0;
    if (!mounted) return context.skip('only root can make a small disk to fill');
    try {
      const old = folder.write('disk/postcodes.idx', 'old');
      const file = folder.write('a.csv', onePostcodeEach(CODES));
      await expect(folder.build([file], { out: old })).rejects.toThrow('there is no room left on the disk');
      expect(readFileSync(old, 'utf8')).toBe('old');
      expect(readdirSync(disk)).toEqual(['postcodes.idx']);
    } finally {
      spawnSync('umount', [disk]);
    }
  });
});

describe('npm run -s data -- postcodes', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [built('commands/data.ts'), ...args], {
      cwd: ROOT,
      encoding: 'utf8',
    });

  it('builds the index, reports, and ends with 0', () => {
    const { status, stdout } = run(
      'postcodes',
      folder.write('a.csv', PLAIN),
      '--out',
      folder.out,
      '--partial',
    );
    expect(stdout).toContain('Wrote 2 postcodes');
    expect(status).toBe(0);
    const mode = statSync(folder.out).mode & 0o777;
    expect(mode, 'the site may run as another user').toBe(0o666 & ~process.umask());
    expect(folder.open().find('M1 1AE')).toEqual(current(OTHER));
  });

  it.each([
    [[], 'Give postcodes FILE-OR-FOLDER… --out FILE [--partial]'],
    [['missing.csv', '--out', 'x.idx'], 'missing.csv: there is no such file or folder'],
    [['missing.csv', '--nonsense'], '--nonsense'],
  ])('says what is wrong with %j, and ends with 1', (args, message) => {
    const { status, stdout, stderr } = run('postcodes', ...args);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(status).toBe(1);
  });
});
