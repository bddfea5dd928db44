import type { Sealing } from '../db/sealing.ts';
import { foldAddress } from '../mail/address.ts';
import type { Secrets } from '../secrets/secrets.ts';

/**
 * What is stored sealed: all that says who a supporter is or what they wrote. Constituency, choices,
 * MP and times stay readable, for the figures count by them.
 *
 * @param secrets of the application; two databases with one secret can read each other's rows
 */
export function sealingOf(secrets: Secrets): Sealing {
  const box = secrets.box('personal data');
  const address = secrets.lookup('e-mail address');
  const person = secrets.lookup('person');
  const byAddress = {
    keyId: address.keyId,
    hash: (email: string) => address.hash(foldAddress(email)),
    hashes: (email: string) => address.hashes(foldAddress(email)),
  };
  const email = { column: 'emailHash', by: byAddress };
  return {
    ...box,
    models: {
      Letter: {
        key: 'id',
        text: ['postcode', 'story', 'name', 'email', 'address1', 'address2', 'town', 'subject', 'body'],
        found: { email },
        hashed: { personKey: person },
      },
      Contact: { key: 'id', text: ['email'], found: { email } },
      // Its number is known only once it is stored; its Message-ID from the beginning.
      OutboxMail: { key: 'messageId', text: [], json: ['message'] },
    },
    relations: {
      letter: 'Letter',
      letters: 'Letter',
      contact: 'Contact',
      contacts: 'Contact',
      outboxMail: 'OutboxMail',
    },
  };
}
