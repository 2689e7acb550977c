/** Closings that take two people: which do, what one person wants, and what became of it. Pure. */
import type { Entry } from '../log/entry.ts';
import type { IncidentEvent, Intent, Person } from './events.ts';
import {
  type Classification,
  type ClassificationReason,
  type Incident,
  type Severity,
  severities,
} from './incident.ts';
import { current, type IncidentState } from './state.ts';

/** Closing an incident of this severity or a higher one takes two people; `as` absent: whatever it is closed as. */
export interface TwoPeopleRule {
  from: Severity;
  as?: Classification;
}

/** What one person wants and a second one has not agreed to yet. The incident stays open meanwhile. */
export interface WantedClosing {
  id: string;
  at: string;
  classification: Classification;
  classificationReason?: ClassificationReason;
  by: Person;
  /** the channel that the wish counts for */
  channel?: string;
  comment: string;
}

/** What was wanted, and who was against it. By the one who wanted it: taken back. */
export interface DeclinedClosing {
  wanted: Omit<WantedClosing, 'comment'>;
  by: Person;
  at: string;
  reason: string;
}

export type ClosingEvent =
  /** text `comment` */
  | ({ kind: 'closingWanted' } & Omit<WantedClosing, 'at' | 'comment'>)
  /** somebody is against it, or whoever wanted it takes it back; text `reason`, which an undo has none of */
  | { kind: 'closingDeclined'; wanted: string; by: Person }
  /** somebody else lowered the severity, and it takes no second person any more */
  | { kind: 'closingFreed'; wanted: string };

/** How severe an incident was before it was made less so, and who did that; `by` absent: in Sentinel, which names nobody. */
export interface Lowered {
  from: Severity;
  by?: string;
}

/** What a fold keeps of all this. */
export interface SecondPersonState {
  /** waits for a second person's word */
  wantedClosing?: WantedClosing;
  /** the last one that came to nothing, until another is wanted or it is closed */
  declinedClosing?: DeclinedClosing;
  /** each once; absent: it was never lowered */
  lowered?: Lowered[];
}

/**
 * The severity that counts when this person closes it: the highest that it has been lowered from by themselves or by
 * nobody that we can name. Only another person's word makes it less severe, so nobody gets round the second one alone.
 */
export function countedSeverity(state: IncidentState, oid: string): Severity {
  const own = (state.lowered ?? []).filter(({ by }) => by === undefined || isSame(by, oid));
  const all = [current(state).severity, ...own.map(({ from }) => from)];
  return severities[Math.min(...all.map((severity) => severities.indexOf(severity)))]!;
}

/** Whether this person may not close it so by themselves. */
export function takesTwo(
  state: IncidentState,
  { classification, by }: { classification: Classification | undefined; by: Pick<Person, 'oid'> },
  rules: TwoPeopleRule[],
): boolean {
  const rank = severities.indexOf(countedSeverity(state, by.oid));
  return rules.some(
    ({ from, as }) => rank <= severities.indexOf(from) && (as === undefined || as === classification),
  );
}

/** Whether these are one person, by their Entra object ids. */
export function isSame(oid: string, other: string): boolean {
  return oid.toLowerCase() === other.toLowerCase();
}

/** Whether an intent closes the incident in the name of two: of this actor, and of whoever is known to have wanted it. */
export function isAgreed(state: IncidentState, intent: Intent): boolean {
  const { wantedClosing } = state;
  return (
    wantedClosing !== undefined &&
    intent.with !== undefined &&
    isSame(intent.with.oid, wantedClosing.by.oid) &&
    !isSame(intent.by.oid, wantedClosing.by.oid) &&
    intent.change.classification === wantedClosing.classification &&
    intent.change.classificationReason === wantedClosing.classificationReason
  );
}

/** Folds what an event says about closings in two, after everything else of it; `before`: what people saw until then. */
export function foldSecondPerson(
  state: IncidentState,
  event: IncidentEvent,
  { at, texts }: Pick<Entry, 'at' | 'texts'>,
  before: Incident | undefined,
): void {
  const text = (name: string): string => texts[name]?.text ?? '';
  if (before) noteLowering(state, event, before);
  switch (event.kind) {
    case 'closingWanted': {
      const { kind, ...wanted } = event;
      state.wantedClosing = { ...wanted, at, comment: text('comment') };
      delete state.declinedClosing;
      return;
    }
    case 'closingDeclined': {
      if (state.wantedClosing?.id !== event.wanted) return;
      const { comment, ...wanted } = state.wantedClosing;
      state.declinedClosing = { wanted, by: event.by, at, reason: text('reason') };
      delete state.wantedClosing;
      return;
    }
    case 'closingFreed':
      if (state.wantedClosing?.id === event.wanted) delete state.wantedClosing;
      return;
    default:
      if (state.seen && current(state).status === 'Closed') {
        delete state.wantedClosing;
        delete state.declinedClosing;
      }
  }
}

/** What Sentinel brings back of a person's own lowering is none of its own: people saw it lower already. */
function noteLowering(state: IncidentState, event: IncidentEvent, before: Incident): void {
  // Noted when it was wanted first.
  if (event.kind === 'retried') return;
  const from = before.severity;
  if (severities.indexOf(current(state).severity) <= severities.indexOf(from)) return;
  const by = event.kind === 'intended' ? event.intent.by.oid.toLowerCase() : undefined;
  const known = state.lowered ?? [];
  if (!known.some((one) => one.from === from && one.by === by))
    state.lowered = [...known, { from, ...(by && { by }) }];
}
