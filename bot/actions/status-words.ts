/** What follows `status`: a team, severities, a window and how to divide it, in any order. Pure. */
import { closest, distance } from 'fastest-levenshtein';
import { Refused } from '../errors.ts';
import type { Severity } from '../incidents/incident.ts';
import { severities } from '../incidents/incident.ts';
import type { Window } from '../incidents/metrics.ts';
import { type Saying, windowIn } from './window.ts';

/** What was asked for; what is absent was not said. */
export interface StatusAsked {
  /** one of the teams' names, as given */
  team?: string;
  severities?: Severity[];
  window?: Window;
  by?: By;
}

/** What figures may be told apart by. */
export const divisions = ['team', 'rule', 'day'] as const;
export type By = (typeof divisions)[number];

const divisionWords: Record<By, RegExp> = {
  team: word('(?:by|per|nach|pro)\\s+teams?'),
  rule: word('(?:by|per|nach|pro)\\s+(?:rules?|regeln?)'),
  day: word('(?:by|per|nach|pro)\\s+(?:days?|tag(?:en)?)|trends?|verlauf'),
};

const severityWords: Record<Severity, RegExp> = {
  High: word('high|hoch|hohe[nrms]?'),
  Medium: word('medium|mittel|mittlere[nrms]?'),
  Low: word('low|niedrig(?:e[nrms]?)?|gering(?:e[nrms]?)?'),
  Informational: word('informational|info|informativ(?:e[nrms]?)?|information'),
};

/** Words that add nothing. */
const fillers = word(
  'for|of|the|in|on|and|or|from|during|within|only|team|severity|incidents?|since|until|für|vom?|de[rmns]|die|das|im|am|und|oder|aus|nur|schweregrad|vorfälle|seit|bis',
);

/** What may be said, to find what somebody meant. */
const vocabulary = {
  en: 'last this since yesterday today week month days hours weeks months high medium low informational by team rule trend monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december',
  de: 'letzte letzten diese diesen seit gestern heute woche monat tage tagen stunden wochen monate hoch mittel niedrig informativ nach team regel verlauf montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai juni juli august september oktober november dezember',
};

/** So far back windows may begin: all that was closed since has to be read. */
const mostDays = 100;

/**
 * Reads it. Teams' names come first, so a team may be called after a month; the beginning of a name will do.
 * @throws Refused `statusNotRead`, `statusMeant` for words that mean nothing here; `windowAhead`, `windowLong`
 */
export function readStatus(said: string, teams: string[], saying: Saying): StatusAsked {
  const { rest, scope: _, ...asked } = read(said, teams, saying);
  if (rest) throw notRead(rest, said, teams, saying);
  const { window } = asked;
  if (window && (window.from >= saying.now || window.to <= window.from)) throw new Refused('windowAhead');
  if (window && window.from.getTime() < saying.now.getTime() - mostDays * 86_400_000)
    throw new Refused('windowLong', { days: String(mostDays) });
  return asked;
}

/**
 * The same words without what they are told apart by, as a button brings them along: a team's whole name, severities, and
 * the time as it was said.
 */
export function scopeIn(said: string, teams: string[], saying: Saying): string {
  return read(said, teams, saying).scope;
}

/** What is understood of it, and what is left over. */
function read(said: string, teams: string[], saying: Saying): StatusAsked & { rest: string; scope: string } {
  let rest = said
    .normalize('NFC')
    .replace(/[\s,;?!]+/g, ' ')
    .replace(/#/g, '')
    .trim();
  const cut = (from: number, to: number): void => {
    rest = `${rest.slice(0, from)} ${rest.slice(to)}`;
  };
  const team = teams
    .filter(Boolean)
    .sort((a, b) => b.length - a.length)
    .find((name) => {
      const found = word(escaped(name)).exec(rest);
      if (found) cut(found.index, found.index + found[0].length);
      return found !== null;
    });
  const by = divisions.find((division) => {
    const said = divisionWords[division].exec(rest);
    if (said) cut(said.index, said.index + said[0].length);
    return said !== null;
  });
  const found = severities.filter((severity) => {
    const pattern = severityWords[severity];
    const isSaid = pattern.test(rest);
    while (pattern.test(rest)) rest = rest.replace(pattern, ' ');
    return isSaid;
  });
  const stretch = windowIn(rest, saying);
  const time = stretch ? rest.slice(stretch.from, stretch.to).trim() : '';
  if (stretch) cut(stretch.from, stretch.to);
  while (fillers.test(rest)) rest = rest.replace(fillers, ' ');
  rest = rest.replace(/\s+/g, ' ').replace(/^[\s.:–-]+|[\s.:–-]+$/g, '');
  const begun =
    team || !rest ? undefined : teams.find((name) => name.toLowerCase().startsWith(rest.toLowerCase()));
  return {
    rest: begun ? '' : rest,
    scope: [team ?? begun, ...found.map((severity) => severity.toLowerCase()), time]
      .filter(Boolean)
      .join(' '),
    ...((team ?? begun) && { team: team ?? begun }),
    ...(found.length > 0 && { severities: found }),
    ...(stretch && { window: stretch.window }),
    ...(by && { by }),
  };
}

function notRead(rest: string, said: string, teams: string[], saying: Saying): Refused {
  const words = saying.language.startsWith('de')
    ? [vocabulary.de, vocabulary.en]
    : [vocabulary.en, vocabulary.de];
  const known = [...teams, ...words.flatMap((list) => list.split(' '))];
  const near = (text: string, among: string[]): string | undefined => {
    const nearest =
      among.length > 0
        ? closest(
            text.toLowerCase(),
            among.map((one) => one.toLowerCase()),
          )
        : '';
    const isNear = distance(text.toLowerCase(), nearest) <= (text.length < 4 ? 1 : 2);
    return isNear ? (among.find((one) => one.toLowerCase() === nearest) ?? nearest) : undefined;
  };
  const meant =
    near(rest, teams) ??
    rest
      .split(' ')
      .map((one) => near(one, known) ?? one)
      .join(' ');
  const names = teams.join(', ') || '–';
  if (meant === rest || !isRead(said, rest, meant, teams, saying))
    return new Refused('statusNotRead', { words: rest, names });
  return new Refused('statusMeant', { words: rest, meant });
}

/** Nobody is offered what would not be understood either. */
function isRead(said: string, rest: string, meant: string, teams: string[], saying: Saying): boolean {
  const mended = said.toLowerCase().replace(rest.toLowerCase(), meant);
  return [meant, mended].some((text) => read(text, teams, saying).rest === '');
}

function escaped(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\s+/g, '\\s+');
}

function word(pattern: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`, 'iu');
}
