/**
 * Finds incidents by what people type: words in any order, each of which has to be in it somewhere. What may be found by
 * is cut to a view first, so that neither a hit nor a miss tells anybody of what they may not see. Pure.
 */
import { distance } from 'fastest-levenshtein';
import { refang } from '../words/defang.ts';
import { maySee, type View } from './audience.ts';
import type { Person } from './events.ts';
import { type Entity, isoOf, type Severity } from './incident.ts';
import { type AcknowledgeTargets, isAcknowledged, isOverdue } from './levels.ts';
import { defenderNumber, isMerged } from './redirect.ts';
import { current, type IncidentState, teamRoutes } from './state.ts';

/** Who searches, and when. */
export interface Seeing {
  view: View;
  now: Date;
  targets: AcknowledgeTargets;
  /** whose `mine` means */
  me?: Pick<Person, 'oid' | 'upn'>;
}

/** Everything that was typed beyond this is not looked at: nobody types so much, and each word costs time. */
const mostTyped = 200;
const mostWords = 8;
/** Of a title no card shows more. */
const mostOfTitle = 300;

/**
 * The incidents of these that fit, the best first: by their number, by an entity's whole name, by their title, by
 * anything else; what is open before what is closed, and the newer first. All that are open, where nothing was typed.
 */
export function search(typed: string, states: IncidentState[], seeing: Seeing): IncidentState[] {
  const seen = states.filter((state) => state.seen && maySee(seeing.view, state));
  const wanted = wantedIn(typed);
  if (wanted.length === 0) return ranked(seen.filter(isOpen).map((state) => ({ state, tiers: [] })));
  const found = fitting(wanted, seen, seeing);
  // A word of Muster's may be a word of a title, too: `open redirect`.
  const plain = wanted.flatMap(({ said }) => said.map((word): Wanted => ({ said: [word], word })));
  return ranked(found.length > 0 || !wanted.some(isMeant) ? found : fitting(plain, seen, seeing));
}

/** The numbers that were typed: of incidents that may have been closed long ago. */
export function numbersIn(typed: string): number[] {
  const numbers = wantedIn(typed).flatMap(({ word = '', field }) =>
    field === undefined && isNumber(word) ? [Number(word.replace('#', ''))] : [],
  );
  return [...new Set(numbers)].slice(0, 3);
}

/** Where a word was found, the best place first. */
const places = ['number', 'entity', 'title', 'partOfTitle', 'else', 'slip'] as const;
type Place = (typeof places)[number];

/** What a word may be said to be of: `owner ada`. */
type Field = 'owner' | 'entity' | 'rule' | 'team' | 'tag' | 'title';

/** One thing that was typed: a word, somewhere or in a field, or how an incident is to stand. */
interface Wanted {
  /** as it was typed, folded: the field's name too */
  said: string[];
  word?: string;
  field?: Field;
  stands?: Standing;
}

type Standing = (state: IncidentState, seeing: Seeing) => boolean;

interface Found {
  state: IncidentState;
  tiers: number[];
}

const isMeant = ({ stands, field }: Wanted): boolean => stands !== undefined || field !== undefined;
const isNumber = (word: string): boolean => /^#?\d{1,9}$/.test(word);
const isOpen = (state: IncidentState): boolean => current(state).status !== 'Closed';
const isOf =
  (severity: Severity): Standing =>
  (state) =>
    current(state).severity === severity;
const waits: Standing = (state) => isOpen(state) && !isAcknowledged(state);
const ownedBy = (state: IncidentState, keys: (string | undefined)[]): boolean => {
  const { objectId, userPrincipalName, email } = current(state).owner ?? {};
  const own = [objectId, userPrincipalName, email].map((key) => key?.toLowerCase());
  return keys.some((key) => key !== undefined && own.includes(key.toLowerCase()));
};

/** Words for how an incident stands, in both languages, folded as what is typed is. */
const standings: [words: string, stands: Standing][] = [
  ['open offen offene offenen', isOpen],
  ['closed geschlossen geschlossene resolved erledigt', (state) => !isOpen(state)],
  ['new neu neue', (state) => current(state).status === 'New'],
  ['active aktiv aktive', (state) => current(state).status === 'Active'],
  ['overdue late uberfallig uberfallige', (state, { targets, now }) => isOverdue(state, targets, now)],
  ['unacknowledged waiting unbestatigt unbestatigte', waits],
  ['acknowledged bestatigt bestatigte', (state) => isOpen(state) && isAcknowledged(state)],
  ['merged zusammengefuhrt', isMerged],
  ['deleted geloscht', (state) => state.deletedAt !== undefined],
  ['unowned herrenlos', (state) => isOpen(state) && current(state).owner === undefined],
  ['mine meine', (state, { me }) => me !== undefined && ownedBy(state, [me.oid, me.upn])],
  ['high hoch hohe', isOf('High')],
  ['medium mittel mittlere', isOf('Medium')],
  ['low niedrig niedrige gering', isOf('Low')],
  ['informational info informativ', isOf('Informational')],
];

const fields: [words: string, field: Field][] = [
  ['owner besitzer eigentumer zustandig', 'owner'],
  ['entity host rechner account user konto benutzer ip address adresse url domain', 'entity'],
  ['rule regel', 'rule'],
  ['team', 'team'],
  ['tag label', 'tag'],
  ['title titel', 'title'],
];

const meaning = <T>(list: [words: string, meant: T][]): Map<string, T> =>
  new Map(list.flatMap(([words, meant]) => words.split(' ').map((word) => [word, meant] as const)));
const standingOf = meaning(standings);
const fieldOf = meaning(fields);

/** Words that tell nothing of an incident. */
const fillers =
  'incident incidents vorfall vorfalle the of on with in from by and der die das den mit von auf und am bei'.split(
    ' ',
  );

/** What was typed, word by word; what stands in quotation marks is one. */
function wantedIn(typed: string): Wanted[] {
  const text = refang(folded(typed.slice(0, mostTyped)))
    .replace(/\bhxxp/g, 'http')
    .replace(/\b(?:not|nicht) (?:acknowledged|bestatigt)\b/g, 'unacknowledged');
  const all = [...text.matchAll(/["“”„«»]([^"“”„«»]+)["“”„«»]|[^\s,;]+/g)]
    .map(([whole, quoted]) => (quoted === undefined ? trimmed(whole) : quoted.trim()))
    .filter(Boolean);
  const telling = all.filter((word) => !fillers.includes(word));
  const words = (telling.length > 0 ? telling : all).slice(0, mostWords);
  const wanted: Wanted[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const [, name = '', rest = ''] = /^([a-z]+):(?!\/)(.+)$/.exec(word) ?? [];
    const field = fieldOf.get(word);
    const next = words[i + 1];
    if (fieldOf.has(name)) wanted.push(of(fieldOf.get(name)!, [name, rest], rest));
    else if (field && next !== undefined && !standingOf.has(next)) {
      wanted.push(of(field, [word, next], next));
      i++;
    } else if (standingOf.has(word)) wanted.push({ said: [word], stands: standingOf.get(word)! });
    else wanted.push({ said: [word], word });
  }
  return wanted;
}

const nobody = ['nobody', 'none', 'niemand', 'niemandem', 'keiner'];
const myself = ['me', 'ich', 'mir'];

function of(field: Field, said: string[], word: string): Wanted {
  const named =
    field !== 'owner' ? '' : nobody.includes(word) ? 'unowned' : myself.includes(word) ? 'mine' : '';
  return named ? { said, stands: standingOf.get(named)! } : { said, field, word };
}

/** What people put around a word; a domain's dots and a path's slashes are its own. */
function trimmed(word: string): string {
  return word.replace(/^[("'‘’<[]+|[)"'‘’>\].,;:!?]+$/g, '');
}

/** Lower case, without accents: `muller` finds Müller. */
function folded(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII has them
  if (/^[\u0000-\u007F]*$/.test(text)) return text.toLowerCase();
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}

/** What of an incident somebody may find it by, folded. */
interface Findable {
  numbers: number[];
  title: string;
  entities: string[];
  owner: string[];
  teams: string[];
  rules: string[];
  tags: string[];
}

/**
 * What a view shows of it, and no more: a team's card has the numbers, the title, the owner's name, and of the entities
 * only those that are the team's; rules, tags, products and other teams are the SOC's to know.
 */
function findable(state: IncidentState, view: View): Findable {
  const incident = current(state);
  const { owner } = incident;
  const defender = defenderNumber(incident);
  const routes = teamRoutes(state).filter(({ channel }) => view === 'all' || view.includes(channel));
  const own = new Set(routes.flatMap((route) => route.entities));
  const absorbed = (state.absorbed ?? []).filter(
    ({ channels }) => view === 'all' || channels.some((channel) => view.includes(channel)),
  );
  const isSoc = view === 'all';
  const named = owner && (owner.name || owner.userPrincipalName || owner.email || owner.objectId);
  const ownerNames = isSoc ? [owner?.name, owner?.userPrincipalName, owner?.email] : [named];
  return {
    numbers: [
      incident.number,
      ...(defender === undefined ? [] : [defender]),
      ...absorbed.map(({ number }) => number),
    ],
    title: withJoined(folded(incident.title.slice(0, mostOfTitle))),
    entities: (state.entities ?? []).filter(({ id }) => isSoc || own.has(id)).flatMap(namesOf),
    owner: ownerNames.flatMap((name) => (name ? [folded(name)] : [])),
    teams: routes.map(({ name }) => folded(name)),
    rules: isSoc
      ? [
          ...incident.ruleIds,
          ...state.alerts.flatMap(({ ruleName, title }) => [ruleName ?? '', title]),
          ...incident.products,
          ...incident.tactics,
          ...incident.techniques,
        ].map(folded)
      : [],
    tags: isSoc ? incident.labels.map(({ name }) => folded(name)) : [],
  };
}

/** `signin` finds `sign-in`. */
function withJoined(title: string): string {
  const joined = title.match(/\p{L}+(?:-\p{L}+)+/gu)?.map((word) => word.replaceAll('-', ''));
  return joined ? [title, ...joined].join(' ') : title;
}

function namesOf({ name, aliases }: Entity): string[] {
  return [name, ...aliases].map(folded);
}

function fitting(wanted: Wanted[], states: IncidentState[], seeing: Seeing): Found[] {
  return states.flatMap((state) => {
    const tiers: number[] = [];
    // Asked last, since it costs most.
    let own: Findable | undefined;
    for (const { stands, word = '', field } of wanted.toSorted(standingFirst)) {
      if (stands) {
        if (!stands(state, seeing)) return [];
        continue;
      }
      own ??= findable(state, seeing.view);
      const place = placeOf(word, field, own);
      if (!place) return [];
      tiers.push(places.indexOf(place));
    }
    return [{ state, tiers }];
  });
}

function standingFirst(a: Wanted, b: Wanted): number {
  return Number(b.stands !== undefined) - Number(a.stands !== undefined);
}

/** The best place where a word is. */
function placeOf(word: string, field: Field | undefined, own: Findable): Place | undefined {
  const may = (one: Field): boolean => field === undefined || field === one;
  if (field === undefined && isNumber(word) && own.numbers.includes(Number(word.replace('#', ''))))
    return 'number';
  if (word.startsWith('#') && isNumber(word)) return undefined;
  if (may('entity') && own.entities.includes(word)) return 'entity';
  if (may('title') && hasWord(own.title, word)) return 'title';
  if (may('title') && hasPart(own.title, word)) return 'partOfTitle';
  const others = [
    ...(may('owner') ? own.owner : []),
    ...(may('team') ? own.teams : []),
    ...(may('rule') ? own.rules : []),
    ...(may('tag') ? own.tags : []),
  ];
  if (others.some((text) => hasPart(text, word))) return 'else';
  if (may('entity') && own.entities.some((name) => hasBeginning(name, word))) return 'else';
  // An address with one digit wrong is another address, so entities are spelt right.
  const spelt = [...(may('title') ? [own.title] : []), ...others];
  return spelt.some((text) => hasSlipOf(text, word)) ? 'slip' : undefined;
}

const between = /[^\p{L}\p{N}]+/u;
const isLetter = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);

function hasWord(text: string, word: string): boolean {
  return at(text, word, (before, after) => !isLetter(before) && !isLetter(after));
}

const wholeAddress = /^\d{1,3}(?:\.\d{1,3}){3}$/;
/** `10.0.0.5` is no beginning of `10.0.0.50`, and `10` none of anything. */
const isWhole = (word: string): boolean => word.length < 2 || isNumber(word) || wholeAddress.test(word);

/** A word of it begins so; from four letters on it may be anywhere. */
function hasPart(text: string, word: string): boolean {
  if (isWhole(word)) return hasWord(text, word);
  return word.length >= 4 ? text.includes(word) : at(text, word, (before) => !isLetter(before));
}

/** A part of an entity's name begins so. */
function hasBeginning(name: string, word: string): boolean {
  return isWhole(word)
    ? word.length > 1 && hasWord(name, word)
    : at(name, word, (before) => !isLetter(before));
}

/** Whether a word is in a text with the right neighbours. */
function at(text: string, word: string, fits: (before?: string, after?: string) => boolean): boolean {
  for (let i = text.indexOf(word); i >= 0; i = text.indexOf(word, i + 1))
    if (fits(text[i - 1], text[i + word.length])) return true;
  return false;
}

/** One letter wrong, missing or too many, from eight letters on two. */
function hasSlipOf(text: string, word: string): boolean {
  if (word.length < 4 || !/^\p{L}+$/u.test(word)) return false;
  const most = word.length < 8 ? 1 : 2;
  return text
    .split(between)
    .some((one) => Math.abs(one.length - word.length) <= most && distance(one, word) <= most);
}

function ranked(found: Found[]): IncidentState[] {
  const best = ({ tiers }: Found): number => Math.min(places.length, ...tiers);
  const all = ({ tiers }: Found): number => tiers.reduce((sum, tier) => sum + tier, 0);
  const created = ({ state }: Found): string => isoOf(current(state).createdAt);
  const sorted = found.map((one) => ({ one, best: best(one), all: all(one), created: created(one) }));
  sorted.sort(
    (a, b) =>
      a.best - b.best ||
      Number(isOpen(b.one.state)) - Number(isOpen(a.one.state)) ||
      a.all - b.all ||
      b.created.localeCompare(a.created),
  );
  return sorted.map(({ one }) => one.state);
}
