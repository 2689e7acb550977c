/** What an incident waits for next, and what was said of it last, as far as a view may know. Pure. */
import type { View } from './audience.ts';
import { inForce } from './containment.ts';
import type { Person } from './events.ts';
import { type AcknowledgeTargets, isAcknowledged, isOverdue } from './levels.ts';
import { isOpen } from './question.ts';
import { current, type IncidentState } from './state.ts';

/**
 * - `overdue`, `acknowledge`: nobody has said that they see to it
 * - `closing`: a second person is to agree that it is closed
 * - `decide`, `answer`: somebody of a team is to decide on a containment, to answer a question
 * - `lift`: it is contained, and that is to be lifted again
 * - `working`: nothing is waited for; `closed`: nothing is to be done
 */
export const steps = [
  'overdue',
  'acknowledge',
  'closing',
  'decide',
  'answer',
  'lift',
  'working',
  'closed',
] as const;
export type Step = (typeof steps)[number];

/** What a channel was asked is known to the SOC and to that channel. */
export function knows(view: View, channel: string | undefined): boolean {
  return view === 'all' || (channel !== undefined && view.includes(channel));
}

/** The first of these that an incident waits for. What another team is asked says nothing to this one. */
export function nextStep(state: IncidentState, view: View, targets: AcknowledgeTargets, now: Date): Step {
  const checks = (state.checks ?? []).filter(({ channel }) => knows(view, channel));
  const isAsked = state.questions.some((question) => isOpen(question) && knows(view, question.channel));
  if (current(state).status === 'Closed') return 'closed';
  if (isOverdue(state, targets, now)) return 'overdue';
  if (!isAcknowledged(state)) return 'acknowledge';
  if (state.wantedClosing) return 'closing';
  if (checks.some(({ standing }) => standing === 'open')) return 'decide';
  if (isAsked) return 'answer';
  return inForce({ checks }).length > 0 ? 'lift' : 'working';
}

/** Somebody's words; empty where they have been erased. */
export interface LastWord {
  at: string;
  by: Pick<Person, 'name'>;
  text: string;
}

/**
 * The newest of what was said of it and answered: of a team, what was shared with all or said in its own channel, as on
 * its card. Undefined where nobody has said anything that the view may know.
 */
export function lastWord(state: IncidentState, view: View): LastWord | undefined {
  const said: LastWord[] = state.remarks.filter(
    ({ deleted, kind, channel }) => !deleted && (kind === 'share' || knows(view, channel)),
  );
  const answered: LastWord[] = state.questions
    .filter(({ channel }) => knows(view, channel))
    .flatMap(({ answers, moves = [] }) => [...answers, ...moves])
    .filter(({ text }) => text !== '');
  const newest = [...said, ...answered].toSorted((a, b) => a.at.localeCompare(b.at)).at(-1);
  return newest && { at: newest.at, by: { name: newest.by.name }, text: newest.text };
}
