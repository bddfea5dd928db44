import { describe, expect, it } from 'vitest';
import { linkTo } from '../../src/figures/asked.ts';
import { openCampaignDesk } from '../support/campaigns.ts';
import { openWorld, writeLetter } from '../support/world.ts';

describe('where no campaign is named', () => {
  it('the figures are those of the newest that has opened, and its asks in its own words', async () => {
    const world = await openWorld();
    const desk = await openCampaignDesk(world);
    await desk.copy('not-yet');
    await desk.post('not-yet', '/asks', {
      step: 'save',
      key: 'code',
      title: 'In other words',
      detail: 'So.',
    });
    await writeLetter(world.visitor(), 'BS37 5AA');
    for (const page of ['/staff', '/staff/rows', '/staff/export']) {
      const { text } = await desk.editor.get(page).expect(200);
      expect(text, page).toContain('<option value="school-attendance" selected>');
    }
    const { text } = await desk.editor.get('/staff/rows?begun=yes').expect(200);
    expect(text).toContain('An Attendance Code of Practice');
    expect(text).not.toContain('In other words');
    const { text: draft } = await desk.editor.get('/staff?campaign=not-yet').expect(200);
    expect(draft).toContain('wait until this campaign is opened');
    expect(draft).not.toContain('href="/not-yet"');
    await world.close();
  });
});

describe('the addresses of the letters behind a figure', () => {
  it.each([
    ['/staff/rows', {}, {}, '/staff/rows'],
    ['/staff/rows', {}, { party: 'Green Party' }, '/staff/rows?party=Green%20Party'],
    ['/staff/rows', { campaign: 'a' }, {}, '/staff/rows?campaign=a'],
    [
      '/staff/rows',
      { campaign: 'a' },
      { hour: '7', story: 'yes' },
      '/staff/rows?campaign=a&hour=7&story=yes',
    ],
    ['/staff/rows', { from: '2026-01-01' }, { from: '2026-02-01' }, '/staff/rows?from=2026-02-01'],
    ['/staff/rows', { campaign: 'a' }, { nation: 'A&B=Ö' }, '/staff/rows?campaign=a&nation=A%26B%3D%C3%96'],
  ] as const)('%s with %j and %j is %s', (path, shared, fields, expected) => {
    expect(linkTo(path, { ...shared })({ ...fields })).toBe(expected);
  });
});
