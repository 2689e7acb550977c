/** Sentinel doesn't have the incident any more. Decides; pure. */
import { after, consequences, type WantedEffect } from '../../incidents/consequences.ts';
import type { IncidentEvent, Person } from '../../incidents/events.ts';
import type { IncidentState } from '../../incidents/state.ts';
import type { IncidentDraft } from '../../log/kinds.ts';
import { socChannel } from '../changes.ts';
import { endNotices } from '../second-person.ts';

/** It was deleted. What people wanted changed can't be any more: each is told once, in the thread of their channel. */
export function deleted(state: IncidentState, now: Date): IncidentDraft | undefined {
  if (!state.seen || state.deletedAt) return undefined;
  const events: IncidentEvent[] = [{ kind: 'deletedInSentinel' }];
  const next = after(state, events, now);
  return {
    actor: { kind: 'sentinel' },
    action: 'deleted',
    key: `deleted:${state.seq + 1}`,
    events,
    effects: [...consequences(next, events, true), ...told(state), ...endNotices(state, next, events)],
  };
}

function told(state: IncidentState): WantedEffect[] {
  const soc = socChannel(state);
  const active = (channel: string | undefined): string | undefined =>
    state.routes.some((route) => route.active && route.channel === channel) ? channel : soc;
  const people = new Map<string, Person[]>();
  for (const { channel, by } of state.pending) {
    const where = active(channel);
    const those = (where && people.get(where)) || [];
    if (where && !those.some(({ oid }) => oid === by.oid)) people.set(where, [...those, by]);
  }
  return [...people].map(([channel, mention]) => ({
    kind: 'notice',
    channel,
    notice: { kind: 'deleted' },
    mention,
  }));
}
