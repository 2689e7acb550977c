/** What the status card says of the window: times, compliance, closings, questions, containment. */
import { severities } from '../../bot/incidents/incident.ts';
import type { Compared, Lengths } from '../../bot/incidents/percentiles.ts';
import { lengthText } from '../../bot/words/time.ts';
import { type CardContext, cappedList, timeOn } from '../context.ts';
import { type Fact, fact } from '../facts.ts';
import { nameText, outsideText } from '../untrusted.ts';
import type { StatusFigures, WaitingQuestion } from './status.ts';

/** Whose figures, of which severities, and of which time. */
export function scopeText({ scope, severities: of, window }: StatusFigures, context: CardContext): string {
  const { words } = context;
  return [
    scope ? outsideText(scope, 60) : words('cards:figures.everything'),
    of?.map((severity) => words(`cards:severity.${severity}`)).join(', '),
    words('cards:figures.window', { from: timeOn(context, window.from), to: timeOn(context, window.to) }),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** A row each; what nobody did, and what there is none of, has none. */
export function measureFacts(figures: StatusFigures, context: CardContext): Fact[] {
  const { words } = context;
  const { acknowledge, bySoc, byTeams, resolve, waitedForTeams, withSoc } = figures;
  const row = (key: string, text: string, wanting = false): Fact[] =>
    text ? [fact(words(`cards:figures.${key}`), text, wanting)] : [];
  const waited = (waitedForTeams.now.values ?? [1]).some((value) => value > 0);
  const parts = (...of: [who: string, compared: Compared][]): string =>
    of
      .filter(([, { now }]) => now.n > 0)
      .map(([who, { now }]) => part(who, now, context))
      .join('; ');
  return [
    ...row('acknowledge', comparedText(acknowledge, context)),
    ...(byTeams.now.n > 0 ? [fact('', parts(['bySoc', bySoc], ['byTeams', byTeams]))] : []),
    ...row('resolve', comparedText(resolve, context)),
    ...(withSoc.now.n > 0 && waited
      ? [fact('', parts(['withSoc', withSoc], ['waited', waitedForTeams]))]
      : []),
    ...row('inTime', complianceText(figures, context)),
    ...row('closings', closingsText(figures, context)),
    ...row('falsePositives', falsePositivesText(figures, context)),
    ...row('noisiest', rulesText(figures, context)),
    fact(words('cards:questionsLabel'), waitingText(figures, context), figures.waiting.length > 0),
    ...containmentFacts(figures, context),
  ];
}

/** Median and 90th percentile, or the values where they are few; and the median against the window before. */
function comparedText({ now, before }: Compared, context: CardContext): string {
  const { words } = context;
  const text = lengthsText(now, context);
  if (now.median === undefined || before.median === undefined) return text;
  const moved = Math.round(now.median / 60_000) - Math.round(before.median / 60_000);
  const key = moved === 0 ? 'same' : moved > 0 ? 'rose' : 'fell';
  return words(`cards:figures.${key}`, { text, length: lengthText(before.median) });
}

function lengthsText({ n, median, p90, values = [] }: Lengths, { words }: CardContext): string {
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

const percentOf = (count: number, all: number): number => Math.round((count * 100) / all);

function complianceText({ compliance }: StatusFigures, { words }: CardContext): string {
  return severities
    .flatMap((severity) => {
      const { met, breached } = compliance[severity];
      const all = met + breached;
      const said = { severity: words(`cards:severity.${severity}`), percent: percentOf(met, all), met, all };
      return all === 0 ? [] : [words('cards:figures.compliance', said)];
    })
    .join(' · ');
}

function closingsText({ closed }: StatusFigures, { words }: CardContext): string {
  const said = (key: string, count: number): string =>
    count > 0 ? words(`cards:figures.${key}`, { count }) : '';
  return [said('closed', closed.all), said('automated', closed.automated), said('reopened', closed.reopened)]
    .filter(Boolean)
    .join(' · ');
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

function rulesText({ noisiest }: StatusFigures, { words }: CardContext): string {
  return noisiest
    .map(({ name, falsePositives, closed }) =>
      words('cards:figures.rule', { name: nameText(name, words), count: falsePositives, all: closed }),
    )
    .join(' · ');
}

const shownQuestions = 3;

function waitingText({ waiting, asOf }: StatusFigures, context: CardContext): string {
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
    which: cappedList(context, waiting.map(which), shownQuestions),
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
