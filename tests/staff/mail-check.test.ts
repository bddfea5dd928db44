import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../support/staff.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld(
    {},
    { resolveTxt: async name => (name.startsWith('_dmarc') ? ['v=DMARC1; p=none'] : []) },
  );
});
afterAll(() => world.close());

describe('/staff/mail', () => {
  it('says of each record whether it fits, and what to do', async () => {
    const admin = await signIn(world, 'admin');
    const { text } = await admin.get('/staff/mail').expect(200);
    expect(text).toContain('<dt>SPF: Missing</dt>');
    expect(text).toContain('Add a TXT record at campaign.example');
    expect(text).toContain('<dt>DMARC: Fine</dt>');
    expect(text).toContain('Something needs doing');
  });

  it('does not alarm because somebody else may sign', async () => {
    const records: Record<string, string> = { 'campaign.example': 'v=spf1 mx -all' };
    const signing = await openWorld({}, { resolveTxt: async name => [records[name] ?? 'v=DMARC1; p=none'] });
    const { text } = await (await signIn(signing, 'admin')).get('/staff/mail').expect(200);
    expect(text).toContain('<dt>DKIM: Not checked</dt>');
    expect(text).toContain('send a letter to yourself');
    expect(text).toContain('What can be checked from here is fine');
    expect(text).not.toContain('Something needs doing');
    await signing.close();
  });

  it('is shown to nobody whose role does not open it', async () => {
    const editor = await signIn(world, 'editor');
    const { text } = await editor.get('/staff/mail').expect(403);
    expect(text).not.toContain('SPF');
  });
});
