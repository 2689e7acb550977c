/** What follows from events by itself, whoever caused them: cards, writes to Sentinel, timers. Pure. */
import type { WithoutId } from '../log/journal.ts';
import type { IncidentEffect, IncidentEvent } from './events.ts';
import { foldIncident } from './fold.ts';
import { type AcknowledgeTargets, acknowledgeBy, halfway } from './levels.ts';
import type { IncidentEntry, IncidentState } from './state.ts';

export type WantedEffect = WithoutId<IncidentEffect>;

/** The state as it will be once these events are in, without touching the one at hand. */
export function after(
  state: IncidentState,
  events: IncidentEvent[],
  at: Date,
  texts: Record<string, string> = {},
): IncidentState {
  const entry = {
    seq: state.seq + 1,
    at: at.toISOString(),
    key: '',
    hash: '',
    actor: { kind: 'muster' },
    events,
    effects: [],
    texts: Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { text, salt: '' }])),
  } as unknown as IncidentEntry;
  return foldIncident(structuredClone(state), entry);
}

/** Events that no card shows. */
const unseen: IncidentEvent['kind'][] = [
  'commanded',
  'commentWritten',
  'commentsRead',
  'rolledUp',
  'reminded',
  'posted',
];

/**
 * The effects that events have besides those a verb asks for itself. Cards of all channels concerned are brought up to
 * date, a channel that needs its first card gets it, and whatever a person wants changed is written to Sentinel.
 */
export function consequences(next: IncidentState, events: IncidentEvent[], quiet = false): WantedEffect[] {
  const effects: WantedEffect[] = [];
  if (events.some((event) => !unseen.includes(event.kind))) {
    for (const route of next.routes) {
      const { channel } = route;
      if (next.sent[channel]?.card || next.posting.includes(channel)) {
        if (next.sent[channel]?.card) effects.push({ kind: 'card.update', channel, about: 'card' });
      } else if (route.active && !quiet)
        effects.push({ kind: 'card.post', channel }, ...waitingQuestions(next, channel));
    }
  }
  if (events.some((event) => event.kind === 'intended')) effects.push({ kind: 'sentinel.write' });
  return effects;
}

/** What a merged incident's team was asked waits here until this one has a thread in its channel. */
export function waitingQuestions(next: IncidentState, channel: string): WantedEffect[] {
  return next.questions
    .filter((q) => q.cameFrom && q.channel === channel && q.answers.length === 0)
    .filter((q) => !next.sent[channel]?.[`question:${q.id}`])
    .map((q) => ({ kind: 'question.post', channel, question: q.id }));
}

/** The timers of the time to acknowledge: one when half of it is gone, one when it is up. */
export function deadlineTimers(next: IncidentState, targets: AcknowledgeTargets): WantedEffect[] {
  return [
    { kind: 'timer', what: 'half', due: halfway(next, targets).toISOString() },
    { kind: 'timer', what: 'overdue', due: acknowledgeBy(next, targets).toISOString() },
  ];
}
