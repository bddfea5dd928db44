import { createHmac } from 'node:crypto';
import { agent } from 'supertest';
import type { World } from './world.ts';

export const HOOK_SECRET = 'a secret that only tests know, 32 characters';

type Post = { type?: string; secret?: string; at?: Date };

/** The headers of a signed request, as docs/delivery.md tells operators to make them. */
export function signed(body: string, at: Date, secret = HOOK_SECRET) {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { 'Dear-MP-Timestamp': timestamp, 'Dear-MP-Signature': `sha256=${signature}` };
}

/** Posts a report as a mail server or a relay does: from nowhere that a browser would name. */
export function postReport(world: World, body: string, { type = 'message/rfc822', secret, at }: Post = {}) {
  return agent(world.app)
    .post('/hooks/mail')
    .set('Content-Type', type)
    .set(signed(body, at ?? world.deps.clock(), secret))
    .send(body);
}
