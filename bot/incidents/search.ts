/**
 * Finds incidents by what people type: words in any order, each of which has to be in it somewhere. What may be found by
 * is cut to a view first, so that neither a hit nor a miss tells anybody of what they may not see. Pure.
 */
import { maySee, type View } from './audience.ts';
import { type Entity, isoOf } from './incident.ts';
import { defenderNumber } from './redirect.ts';
import { hasBeginning, hasPart, hasSlipOf, hasWord } from './spelling.ts';
import { current, type IncidentState, teamRoutes } from './state.ts';
import {
  type Field,
  folded,
  isMeant,
  isNumber,
  isOpen,
  type Seeing,
  type Wanted,
  wantedIn,
} from './wanted.ts';

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

/** Where a word was found, the best place first. */
const places = ['number', 'entity', 'title', 'partOfTitle', 'else', 'slip'] as const;
type Place = (typeof places)[number];

interface Found {
  state: IncidentState;
  tiers: number[];
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
