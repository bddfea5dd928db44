/** Where education is decided elsewhere than in Westminster, and by whom. */
export type DevolvedNation = 'Scotland' | 'Wales' | 'Northern Ireland';

type Representative = { title: string; plural: string; parliament: string; findUrl: string };

const REPRESENTATIVES: Record<DevolvedNation, Representative> = {
  Scotland: {
    title: 'Member of the Scottish Parliament (MSP)',
    plural: 'MSPs',
    parliament: 'the Scottish Parliament',
    findUrl: 'https://www.parliament.scot/msps/current-and-previous-msps',
  },
  Wales: {
    title: 'Member of the Senedd (MS)',
    plural: 'Members of the Senedd',
    parliament: 'the Senedd, the Welsh Parliament',
    findUrl: 'https://senedd.wales/find-a-member-of-the-senedd/',
  },
  'Northern Ireland': {
    title: 'Member of the Legislative Assembly (MLA)',
    plural: 'MLAs',
    parliament: 'the Northern Ireland Assembly',
    findUrl: 'https://aims.niassembly.gov.uk/mlas/search.aspx',
  },
};

export function isDevolved(nation: string): nation is DevolvedNation {
  return nation in REPRESENTATIVES;
}

export function representativeIn(nation: DevolvedNation): Representative {
  return REPRESENTATIVES[nation];
}
