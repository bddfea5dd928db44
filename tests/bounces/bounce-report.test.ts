import { describe, expect, it } from 'vitest';
import { effectOf, kindOfDelivery, statusIn } from '../../src/bounces/bounce-report.ts';
import { afterMove, canMove, LETTER_STATES } from '../../src/letters/letter-state.ts';

describe('the kind of a report', () => {
  it.each([
    ['failed', '5.1.1', 'permanent'],
    ['Failed', '5.0.0', 'permanent'],
    ['failed', '4.4.7', 'permanent'],
    ['failed', null, 'permanent'],
    ['failed', '5.2.2', 'full'],
    ['failed', '4.2.2', 'full'],
    ['delayed', '4.4.1', 'delayed'],
    ['delayed', '4.2.2', 'delayed'],
    ['delivered', '2.0.0', null],
    ['relayed', '2.0.0', null],
    ['expanded', '2.0.0', null],
    [null, '5.1.1', 'permanent'],
    [null, '4.4.1', 'delayed'],
    [null, '2.0.0', null],
    [null, null, 'unreadable'],
    ['exploded', '5.1.1', 'unreadable'],
  ])('by action %j and status %j is %j', (action, status, kind) => {
    expect(kindOfDelivery(action, status)).toBe(kind);
  });
});

describe('the status in a server’s words', () => {
  it.each([
    ['smtp; 550 5.1.1 <nova@mp.example> unknown', '5.1.1'],
    ['smtp; 550-5.7.26 not signed', '5.7.26'],
    ['smtp; 550 [192.0.2.5] refused', null],
    ['smtp; 550 blocked 5.1.1.7', null],
    ['', null],
  ])('in %j is %j', (words, status) => {
    expect(statusIn(words)).toBe(status);
  });
});

describe('what follows from a report', () => {
  it.each([
    ['permanent', 'accepted', true, 'bounce'],
    ['permanent', null, true, 'mark'],
    ['full', 'accepted', true, 'send-again'],
    ['full', 'accepted', false, 'bounce'],
    ['full', null, false, 'mark'],
    ['delayed', 'accepted', true, 'none'],
    ['auto-reply', 'accepted', true, 'none'],
    ['unreadable', 'accepted', true, 'none'],
  ] as const)('%s, for a letter %j that may leave again (%j): %s', (kind, state, again, effect) => {
    expect(effectOf(kind, state, again)).toBe(effect);
  });

  it.each(LETTER_STATES.filter(state => state !== 'accepted'))(
    'is nothing for a letter that is %s',
    state => {
      for (const kind of ['permanent', 'full', 'delayed', 'auto-reply', 'unreadable'] as const) {
        expect(effectOf(kind, state, true)).toBe('none');
      }
    },
  );
});

describe('a letter', () => {
  it.each(LETTER_STATES)('that is %s bounces or leaves again only where a mail server took it', state => {
    expect(canMove(state, 'bounce')).toBe(state === 'accepted');
    expect(canMove(state, 'send_again')).toBe(state === 'accepted');
  });

  it('is bounced, or waits to leave again as a confirmed one', () => {
    expect(afterMove('accepted', 'bounce')).toBe('bounced');
    expect(afterMove('accepted', 'send_again')).toBe('confirmed');
    expect(() => afterMove('replied', 'bounce')).toThrow('cannot bounce');
  });
});
