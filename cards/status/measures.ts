/** What the status card says of the window: times, compliance, closings, questions, containment. */
import type { Compared, Lengths } from '../../bot/incidents/percentiles.ts';
import { lengthText } from '../../bot/words/time.ts';
import { type CardContext, cappedList } from '../context.ts';
import { type Fact, fact } from '../facts.ts';
import { complianceText, percentOf, spanText } from '../scope.ts';
import { nameText } from '../untrusted.ts';
import type { StatusFigures, WaitingQuestion } from './status.ts';

/** A length of time at a glance: its median large, the rest beside and below it. */
export interface TimeTile {
  label: string;
  value: string;
  /** against the window before, or nothing */
  moved: string;
  hasMoved: boolean;
  note: string;
  hasNote: boolean;
}

/** How long it took people to act, and to be done. */
export function timeTiles({ acknowledge, resolve }: StatusFigures, context: CardContext): TimeTile[] {
  return [timeTile('acknowledge', acknowledge, context), timeTile('resolve', resolve, context)];
}

function timeTile(key: string, { now, before }: Compared, { words }: CardContext): TimeTile {
  const { n, median, p90, values = [] } = now;
  const label = words(`cards:figures.${key}`);
  if (median === undefined || p90 === undefined) {
    const value = n === 0 ? words('cards:figures.none') : spanText(values, words);
    const note = words(`cards:figures.${n === 1 ? 'one' : 'tooFew'}`, {
      n,
      values: values.map(lengthText).join(', '),
    });
    return { label, value, moved: '', hasMoved: false, note, hasNote: n > 0 };
  }
  const moved = movedText(median, before.median, words);
  return {
    label,
    value: lengthText(median),
    moved,
    hasMoved: moved !== '',
    note: words('cards:figures.p90', { p90: lengthText(p90), n }),
    hasNote: true,
  };
}

/** A median against the one of the window before: nothing where there was none. */
function movedText(now: number, before: number | undefined, words: CardContext['words']): string {
  if (before === undefined) return '';
  const moved = Math.round(now / 60_000) - Math.round(before / 60_000);
  const key = moved === 0 ? 'same' : moved > 0 ? 'rose' : 'fell';
  return `  ${words(`cards:figures.${key}`, { length: lengthText(before) })}`;
}

const inBrief = { rules: 2, name: 40, questions: 2 };
const inFull = { rules: 3, name: 60, questions: 8 };

/** The rows that everybody sees; what there is none of has none. */
export function measureFacts(figures: StatusFigures, context: CardContext): Fact[] {
  const { words } = context;
  const { waiting } = figures;
  return [
    ...row('inTime', complianceText(figures.compliance, context), context),
    fact(words('cards:questionsLabel'), waitingText(figures, context, inBrief.questions), waiting.length > 0),
    ...row('falsePositives', falsePositivesText(figures, context), context),
    ...row('noisiest', rulesText(figures, context, inBrief), context),
  ];
}

/** What is folded away: whose times they were, what was closed, and what did not fit above. */
export function detailFacts(figures: StatusFigures, context: CardContext): Fact[] {
  const { words } = context;
  const { detect, notify, contain, bySoc, byTeams, waitedForTeams, withSoc, waiting, noisiest } = figures;
  const times = (key: string, { now }: Compared): Fact[] =>
    now.n > 0 ? row(key, lengthsText(now, context), context) : [];
  const waited = (waitedForTeams.now.values ?? [1]).some((value) => value > 0);
  const parts = (...of: [who: string, compared: Compared][]): string =>
    of
      .filter(([, { now }]) => now.n > 0)
      .map(([who, { now }]) => part(who, now, context))
      .join('; ');
  return [
    ...row('flow', flowText(figures, context), context),
    ...row('age', ageText(figures, context), context),
    ...times('detect', detect),
    ...times('notify', notify),
    ...row('acknowledge', byTeams.now.n > 0 ? parts(['bySoc', bySoc], ['byTeams', byTeams]) : '', context),
    ...times('contain', contain),
    ...row(
      'resolve',
      withSoc.now.n > 0 && waited ? parts(['withSoc', withSoc], ['waited', waitedForTeams]) : '',
      context,
    ),
    ...(waiting.length > inBrief.questions
      ? [fact(words('cards:questionsLabel'), waitingText(figures, context, inFull.questions))]
      : []),
    ...row('noisiest', noisiest.length > inBrief.rules ? rulesText(figures, context, inFull) : '', context),
    ...containmentFacts(figures, context),
  ];
}

function row(key: string, text: string, { words }: CardContext): Fact[] {
  return text ? [fact(words(`cards:figures.${key}`), text)] : [];
}

/** Median and 90th percentile, or the values where they are few. */
export function lengthsText({ n, median, p90, values = [] }: Lengths, { words }: CardContext): string {
  if (n === 0) return words('cards:figures.none');
  if (median === undefined || p90 === undefined)
    return words('cards:figures.values', { values: values.map(lengthText).join(', '), n });
  return words('cards:figures.median', { length: lengthText(median), p90: lengthText(p90), n });
}

function part(who: string, lengths: Lengths, context: CardContext): string {
  const { words } = context;
  return words('cards:figures.part', {
    who: words(`cards:figures.${who}`),
    text: lengthsText(lengths, context),
  });
}

/** What came and what went, with how many it was before; and how it went. */
function flowText({ flow, closed }: StatusFigures, { words }: CardContext): string {
  const said = (key: string, count: number): string =>
    count > 0 ? words(`cards:figures.${key}`, { count }) : '';
  const { created, closed: gone } = flow;
  if (created.now + created.before + gone.now + gone.before === 0) return '';
  return [
    words('cards:figures.created', { count: created.now, before: created.before }),
    words('cards:figures.closed', { count: gone.now, before: gone.before }),
    said('automated', closed.automated),
    said('reopened', closed.reopened),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** How long what is open has been so. */
function ageText({ age }: StatusFigures, context: CardContext): string {
  if (age.longest === undefined) return '';
  const longest = context.words('cards:figures.longest', { length: lengthText(age.longest) });
  return age.median === undefined ? longest : `${lengthsText(age, context)} · ${longest}`;
}

/** A rate says little of few: under five it is only counted. */
function falsePositivesText({ closed }: StatusFigures, { words }: CardContext): string {
  const { judged: all, falsePositives: count, unclear } = closed;
  const key = all < 5 ? 'few' : 'rate';
  const percent = percentOf(count, all);
  return [
    all > 0 ? words(`cards:figures.${key}`, { count, all, percent }) : '',
    unclear > 0 ? words('cards:figures.unclear', { count: unclear }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function rulesText({ noisiest }: StatusFigures, { words }: CardContext, most: typeof inBrief): string {
  return noisiest
    .slice(0, most.rules)
    .map(({ name, falsePositives, closed }) =>
      words('cards:figures.rule', {
        name: nameText(name, words, most.name),
        count: falsePositives,
        all: closed,
      }),
    )
    .join(' · ');
}

function waitingText({ waiting, asOf }: StatusFigures, context: CardContext, most: number): string {
  const { words } = context;
  const which = (question: WaitingQuestion): string => {
    const people = question.people.map((name) => nameText(name, words, 40));
    const channel = nameText(question.channel, words, 40);
    return words(`cards:figures.${question.overdue ? 'questionLate' : 'question'}`, {
      number: question.number,
      who:
        people.length > 0
          ? words('cards:figures.people', { people: cappedList(context, people, 2), channel })
          : channel,
      age: lengthText(asOf.getTime() - Date.parse(question.askedAt)),
    });
  };
  return words('cards:figures.questions', {
    count: waiting.length,
    which: cappedList(context, waiting.map(which), most),
  });
}

/** What waits for a decision and what is in force, and how often a team was overridden; nothing where there is none of it. */
function containmentFacts({ containment }: StatusFigures, { words }: CardContext): Fact[] {
  const { open, inForce, overrides } = containment ?? { open: 0, inForce: 0, overrides: 0 };
  if (open + inForce + overrides === 0) return [];
  const stands = words('cards:figures.containments', { open, inForce });
  const said =
    overrides > 0 ? `${stands}; ${words('cards:figures.overrides', { count: overrides })}` : stands;
  return [fact(words('cards:containment'), said, open > 0)];
}
