import type { Incident, ServiceName } from '../../mps/live-incidents.ts';
import type { Fault } from '../../mps/live-service.ts';
import { addressedName, HOUSE_OF_COMMONS, type Member, salutation } from '../../mps/member.ts';

const SERVICES: Record<ServiceName, string> = {
  postcodes: 'Postcode look-up',
  members: 'Parliament’s register of MPs',
};

const FAULTS: Record<Fault, string> = {
  unreachable: 'could not be reached',
  'too-slow': 'took too long to answer',
  'server-error': 'had a fault of its own',
  'too-many': 'said that we ask too often',
  redirect: 'sent us elsewhere, and we did not go',
  refused: 'refused to answer',
  'not-json': 'answered with something that is no data',
  unexpected: 'answered in a way that we do not know',
  'too-large': 'answered with far too much',
  'not-believed': 'gave an answer that cannot be true',
};

/** Live look-up faults added up, one line a service and fault, the latest first. */
export function incidentsInWords(incidents: Incident[]) {
  const sums = new Map<string, { words: string; count: number; last: Date }>();
  for (const { service, fault, hour, count } of incidents) {
    const words = `${SERVICES[service] ?? service} ${FAULTS[fault] ?? fault}`;
    const sum = sums.get(words) ?? { words, count: 0, last: hour };
    sum.count += count;
    if (hour > sum.last) sum.last = hour;
    sums.set(words, sum);
  }
  return [...sums.values()].sort((a, b) => b.last.getTime() - a.last.getTime());
}

/** How envelope, address block and salutation read in a letter to them. */
export function letterHead(member: Pick<Member, 'fullTitle' | 'addressAs' | 'email'>) {
  const name = addressedName(member);
  return {
    envelope: member.email ? `${name} <${member.email}>` : null,
    block: [name, ...HOUSE_OF_COMMONS.split(', ')],
    salutation: `${salutation(member)},`,
  };
}
