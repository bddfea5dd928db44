/**
 * What the look for children's details goes by, in English and Welsh. Every repetition in a pattern has an
 * upper bound, so that from each place a pattern looks at a bounded number of characters, and the work grows
 * as the text does.
 */

/** Neither letter nor digit stands before, or behind: \b knows no ŵ. */
const START = '(?<![\\p{L}\\p{N}])';
const END = '(?![\\p{L}\\p{N}])';
const AP = "[’']";

const MY = '(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir|[Ff]y|[Ee]in|[Ee]i|[Ee]u|[Dd]y|[Ee]ich)';
const CHILDREN = [
  'son|daughter|child|boy|girl|baby|toddler|teenager|twin|eldest|oldest|youngest',
  'grandson|granddaughter|grandchild|stepson|stepdaughter|nephew|niece|brother|sister|pupil|student',
  'mab|fab|merch|ferch|plentyn|blentyn|mhlentyn|phlentyn|bachgen|fachgen|machgen|hogyn|hogan',
  'ŵyr|hŵyr|wyres|hwyres|nai|nith|brawd|frawd|mrawd|chwaer|llysfab|llysferch|disgybl|ddisgybl',
].join('|');

/** "my son", "our 9-year-old daughter", "fy mab": up to three words between. */
const CHILD = `(?<child>${MY} (?:[\\p{Ll}\\p{N}-]{1,20} ){0,3}(?:${CHILDREN}))${END}`;

/** "Oliver Hartley", "Oliver James Hartley", "Ioan ap Rhys". */
const WORD = "\\p{Lu}(?:\\p{Ll}|[’']\\p{Lu})[\\p{L}’'-]{0,30}";
const NAME = `(?<name>${WORD}(?: (?:ap|ab|ferch|van|de|bin|al|el))?(?: ${WORD}){1,3})`;

const CALLED = `(?: (?:who |sydd |sy${AP}n )?(?:is |yw |ydy )?(?:called|named|is|yw|ydy|o${AP}r enw))?`;
const AGE = '(?:[1-9]|1\\d)';

/** Where a child's full name stands. */
export const NAMES = [
  `${START}${CHILD}[,:]?${CALLED} ?[,:(–-]? {0,2}${NAME}`,
  `${START}(?<child>${MY} (?:child|son|daughter)${AP}s) name (?:is|was) ${NAME}`,
  `${START}(?:[Hh]is|[Hh]er|[Tt]heir) (?:full )?name (?:is|was) ${NAME}`,
  `${START}[Ee]i (?:h?enw(?: llawn)?) (?:yw|ydy|oedd) ${NAME}`,
  `${START}${NAME},?(?: is| yw| ydy)? \\(?${CHILD}`,
  `${START}${NAME},? \\(?(?:aged |age |yn )?${AGE}(?=[,)]| years? old| oed)`,
].map(source => new RegExp(source, 'gu'));

/** Capital letters that no name of a person begins, or that stand in no such name. */
export const NOT_IN_NAMES = new Set(
  [
    'the a an and but or if so as at in on of for from to with by when where while who what why how',
    'i he she it we they you his her its our their my your this that these those there here not no yes',
    'year years reception key stage monday tuesday wednesday thursday friday saturday sunday',
    'january february march april may june july august september october november december',
    'school schools academy college nursery primary secondary university hospital surgery council trust',
    'street road lane avenue close drive way house party parliament government minister secretary state',
    'department education code act down downs asperger aspergers tourette tourettes ehlers autism spectrum',
    'dear yours sincerely england wales scotland ireland britain welsh english british north south east west',
    'ysgol ysgolion coleg blwyddyn dydd llun mawrth mercher iau gwener sadwrn sul cymru lloegr prifysgol',
    'mae roedd bydd ond ac a yn ar o fy ei ein nid dim pan lle er stryd ffordd cyngor llywodraeth annwyl',
  ].flatMap(line => line.split(' ')),
);

/** Up to five words with a capital, then what kind of school it is. */
const PROPER = "(?:St\\.|\\p{Lu}[\\p{L}’'-]{0,30})";
const KIND =
  '(?:[Pp]rimary|[Ss]econdary|[Jj]unior|[Ii]nfants?|[Hh]igh|[Gg]rammar|[Ss]pecial|[Cc]omprehensive|[Cc]ommunity|[Uu]pper|[Ll]ower|[Mm]iddle|[Nn]ursery|[Ff]oundation|[Cc]hurch|[Cc]atholic|CE|CofE|RC|[Vv]oluntary|[Cc]ontrolled|[Aa]ided)';
const OF_WHAT = '(?: (?:the|of|and|&|y|yr) | )';

export const SCHOOLS = [
  `${START}(?<school>${PROPER}(?:${OF_WHAT}${PROPER}){0,5} (?:School|Academy|College|Nursery|Pre-?[Ss]chool|Sixth Form))${END}(?! (?:of|Hospital|Trust Fund))`,
  `${START}(?<school>${PROPER}(?:${OF_WHAT}${PROPER}){0,5}(?: ${KIND}){1,4} (?:school|academy|college|nursery))${END}`,
  `${START}(?<school>(?:Ysgol|Coleg|Academi)(?: (?:Gyfun|Gynradd|Uwchradd|Arbennig|Feithrin|Fabanod|Iau|Gymraeg|Gymunedol|Bro|y|yr)){0,4}(?: ${PROPER}){1,4})${END}`,
].map(source => new RegExp(source, 'gu'));

/** Words with a capital that name no school by themselves. */
export const NOT_IN_SCHOOLS = new Set(
  [
    'the a an and but or if so as at in on of for from to with by when where while after before since',
    'i he she it we they you his her its our their my your this that these every each any some most many',
    'all no another local mainstream state private independent boarding sunday old new home summer',
    'primary secondary junior infant infants high grammar special comprehensive community upper lower middle',
    'nursery foundation church catholic ce cofe rc voluntary controlled aided pre-school school academy college',
    'sixth form sen send ehcp send dfe royal working attendance education department government',
    'ysgol coleg academi sul gyfun gynradd uwchradd arbennig feithrin fabanod iau gymraeg gymunedol bro y yr',
    'mae roedd ond pan lle er yn ar dear yours',
  ].flatMap(line => line.split(' ')),
);

const MONTHS = [
  'January February March April May June July August September October November December',
  'Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec',
  'Ionawr Chwefror Mawrth Ebrill Mai Fai Mehefin Fehefin Gorffennaf Orffennaf Awst Medi Fedi Hydref Tachwedd',
  'Dachwedd Rhagfyr Ragfyr',
]
  .flatMap(line => line.split(' '))
  .join('|');

/** Day, month and year, written out or in figures. */
export const DATES = [
  `${START}\\d{1,2}(?:st|nd|rd|th|af|ail|ydd|ed|fed|eg)?(?: of| o)? (?:${MONTHS}),? \\d{4}${END}`,
  `${START}(?:${MONTHS}) \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}${END}`,
  `${START}\\d{4}-\\d{2}-\\d{2}${END}`,
  `${START}\\d{1,2}([/.-])\\d{1,2}\\1\\d{2}(?:\\d{2})?${END}`,
].map(source => new RegExp(source, 'gu'));

/** Says that a date in the same sentence is a birthday. */
export const BIRTH = new RegExp(
  `${START}(?:born|birthday|birth|dob|d\\.o\\.b|ganwyd|ganed|geni|eni|pen-blwydd|penblwydd|ben-blwydd|phen-blwydd)${END}`,
  'iu',
);

/** Day, month and year in figures alone. */
export const FIGURES = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;

/** Stands in front of the day on which something happened. */
export const HAPPENED =
  /(?:^|[^\p{L}])(?:on|since|from|until|till|by|dated|of|to|between|before|after|and|ar|ers|o|hyd|erbyn|rhwng|a|ac|cyn|wedi)\s$/iu;

/** Ten digits, as the NHS groups them or not at all. */
export const NHS_NUMBERS = [/(?<![\d+/.-]|\d )\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d/]|[ -]\d)/g];

/** What begins as a British telephone number, with as many more digits as it may have. */
export const PHONES = [/(?<![\d/.,-])(?:\+44|0044|\(?0(?=[12378]))(?:[ ()-]{0,2}\d){8,11}(?!\d)/g];
