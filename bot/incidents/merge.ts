/** What goes along when an incident is merged into another. Pure. */
import { ownerKey } from './change.ts';
import type { IncidentEvent, Person } from './events.ts';
import type { FirstActs } from './fold-times.ts';
import { isoOf, type Owner } from './incident.ts';
import { isOpen } from './question.ts';
import { type Acknowledgement, current, type IncidentState, type Question, teamRoutes } from './state.ts';

/** An incident that was merged into this one. */
export interface Absorbed {
  /** its log key */
  from: string;
  number: number;
  at: string;
  /** the application teams' channels that it concerned: they may know of it */
  channels: string[];
}

/** What people did on a merged incident, as the event keeps it: what the questions say and offer stands beside, by their ids. */
export interface Carried {
  acks: Acknowledgement[];
  /** the questions that are open, under ids of the incident that takes them */
  questions: Omit<Question, 'text' | 'answers' | 'options' | 'moves' | 'timer'>[];
  channels: string[];
  /** what was merged into it before */
  included: Absorbed[];
  arrivedAt: string;
  createdAt: string;
  firstActAt?: string;
  /** the first acts by whose they were; absent in entries of before they were told apart */
  acts?: FirstActs;
  /** the reminders that people have had already */
  reminded: string[];
}

/** What a merged incident gives to the one that it lives on in, whose entry will have the number `seq`. */
export function carriedFrom(
  source: IncidentState,
  seq: number,
): { carried: Carried; texts: Record<string, string> } {
  const open = source.questions.filter(isOpen);
  const { soc, team, carried: unknown } = source.times ?? {};
  const acts = unknown ? undefined : { ...(soc && { soc }), ...(team && { team }) };
  const idOf = (question: Question): string => `${seq}-${question.id}`;
  return {
    carried: {
      acks: source.acks,
      questions: open.map((question) => {
        const { text, answers, options, moves, timer, ...facts } = question;
        return { ...facts, id: idOf(question), cameFrom: source.logKey };
      }),
      channels: teamRoutes(source).map((route) => route.channel),
      included: source.absorbed ?? [],
      arrivedAt: source.reopenedAt ?? source.since?.arrivedAt ?? source.arrivedAt,
      createdAt: source.since?.createdAt ?? isoOf(current(source).createdAt),
      ...(source.firstActAt && { firstActAt: source.firstActAt }),
      ...(acts && { acts }),
      // Closed by the merge, it counts as acknowledged for nobody but those who said so.
      reminded: source.acks.length > 0 || current(source).owner ? [] : source.reminded,
    },
    texts: Object.fromEntries(
      open.flatMap((question) => [
        [`question:${idOf(question)}`, question.text],
        ...(question.options ? [[`options:${idOf(question)}`, question.options.join('\n')]] : []),
      ]),
    ),
  };
}

/** Folds what another incident brought along into a state, in place. What is there already stays as it is. */
export function absorb(
  state: IncidentState,
  { from, number, carried }: Extract<IncidentEvent, { kind: 'absorbed' }>,
  at: string,
  text: (name: string) => string,
): void {
  state.absorbed = [
    ...(state.absorbed ?? []),
    ...carried.included,
    { from, number, at, channels: carried.channels },
  ];
  for (const ack of carried.acks)
    if (!state.acks.some((own) => own.channel === ack.channel)) state.acks.push(ack);
  for (const question of carried.questions)
    state.questions.push({
      ...question,
      text: text(`question:${question.id}`),
      answers: [],
      ...(question.kind === 'choice' && { options: text(`options:${question.id}`).split('\n') }),
    });
  const earlier = (a: string | undefined, b: string): string => (a && a < b ? a : b);
  if (carried.firstActAt) state.firstActAt = earlier(state.firstActAt, carried.firstActAt);
  state.since = {
    arrivedAt: earlier(state.since?.arrivedAt ?? state.arrivedAt, carried.arrivedAt),
    createdAt: earlier(state.since?.createdAt ?? isoOf(current(state).createdAt), carried.createdAt),
  };
  state.reminded = [...new Set([...state.reminded, ...carried.reminded])];
}

/** The owner whom a person gave a merged incident in Teams, and who gave it; undefined where Sentinel holds another. */
export function ownerGiven(
  source: IncidentState,
): { owner: Owner; by: Person; channel?: string } | undefined {
  const { assigned } = source;
  const stands = assigned?.unwritten || ownerKey(assigned?.owner) === ownerKey(current(source).owner);
  return assigned && stands ? assigned : undefined;
}
