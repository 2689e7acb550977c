/** How a drill went: what the team was asked for, who did it, and after how long. Pure. */
import type { Words } from '../words/words.ts';
import { answerText } from './answer-text.ts';
import type { Person } from './events.ts';
import { current, type IncidentState } from './state.ts';

/** One thing that the team was to do; `by` and `after` (milliseconds) are absent where nobody has done it. */
export interface Step {
  what: 'acknowledge' | 'answer' | 'decide';
  by?: Person;
  after?: number;
  /** what they said, with the team's own words */
  said?: string;
}

export function stepsOf(state: IncidentState, channel: string, words: Words): Step[] {
  const since = Date.parse(state.arrivedAt);
  const done = (by: Person, at: string): Pick<Step, 'by' | 'after'> => ({
    by,
    after: Math.max(0, Date.parse(at) - since),
  });
  const ack = state.acks.find((one) => one.channel === channel);
  const questions = state.questions.filter((one) => one.channel === channel);
  const checks = (state.checks ?? []).filter((one) => one.channel === channel);
  return [
    { what: 'acknowledge', ...(ack && done(ack.by, ack.at)) },
    ...questions.flatMap((question): Step[] =>
      question.answers.length === 0
        ? [{ what: 'answer' }]
        : question.answers.map((answer) => ({
            what: 'answer',
            ...done(answer.by, answer.at),
            said: answerText(question, answer, words),
          })),
    ),
    ...checks.flatMap(({ votes }): Step[] =>
      votes.length === 0
        ? [{ what: 'decide' }]
        : votes.map(({ by, at, go, reason }) => ({
            what: 'decide',
            ...done(by, at),
            said: [words(go ? 'cards:check.go' : 'cards:check.hold'), reason].filter(Boolean).join(': '),
          })),
    ),
  ];
}

/** Nothing more is to come: all is done, or somebody has closed it. */
export function isPlayed(state: IncidentState, channel: string): boolean {
  const ofChannel = (one: { channel: string }): boolean => one.channel === channel;
  return (
    current(state).status === 'Closed' ||
    (state.acks.some(ofChannel) &&
      state.questions.filter(ofChannel).every(({ answers }) => answers.length > 0) &&
      (state.checks ?? []).filter(ofChannel).every(({ votes }) => votes.length > 0))
  );
}
