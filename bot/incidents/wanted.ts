/** What people type to find incidents by, word by word: a word of an incident, of one of its fields, or how it is to stand. Pure. */
import { refang } from '../words/defang.ts';
import type { View } from './audience.ts';
import type { Person } from './events.ts';
import type { Severity } from './incident.ts';
import { type AcknowledgeTargets, isAcknowledged, isOverdue } from './levels.ts';
import { isMerged } from './redirect.ts';
import { current, type IncidentState } from './state.ts';

/** Who searches, and when. */
export interface Seeing {
  view: View;
  now: Date;
  targets: AcknowledgeTargets;
  /** whose `mine` means */
  me?: Pick<Person, 'oid' | 'upn'>;
}

/** What a word may be said to be of: `owner ada`. */
export type Field = 'owner' | 'entity' | 'rule' | 'team' | 'tag' | 'title';

/** One thing that was typed: a word, somewhere or in a field, or how an incident is to stand. */
export interface Wanted {
  /** as it was typed, folded: the field's name too */
  said: string[];
  word?: string;
  field?: Field;
  stands?: Standing;
}

type Standing = (state: IncidentState, seeing: Seeing) => boolean;

/** Everything that was typed beyond this is not looked at: nobody types so much, and each word costs time. */
const mostTyped = 200;
const mostWords = 8;

/** The numbers that were typed: of incidents that may have been closed long ago. */
export function numbersIn(typed: string): number[] {
  const numbers = wantedIn(typed).flatMap(({ word = '', field }) =>
    field === undefined && isNumber(word) ? [Number(word.replace('#', ''))] : [],
  );
  return [...new Set(numbers)].slice(0, 3);
}

/** It says more than a word that is to be in it: how the incident is to stand, or in which field. */
export const isMeant = ({ stands, field }: Wanted): boolean => stands !== undefined || field !== undefined;

/** `1234` or `#1234`. */
export const isNumber = (word: string): boolean => /^#?\d{1,9}$/.test(word);
/** It is not closed; `New` or `Active`. */
export const isOpen = (state: IncidentState): boolean => current(state).status !== 'Closed';
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
export function wantedIn(typed: string): Wanted[] {
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
export function folded(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII has them
  if (/^[\u0000-\u007F]*$/.test(text)) return text.toLowerCase();
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}
