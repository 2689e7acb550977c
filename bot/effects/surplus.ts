/** A message that was posted twice: by a replica that froze, and by the one that took it for dead. */
import type { ChannelEvent, ToldEvent } from '../incidents/channel.ts';
import type { IncidentEvent, RemoveEffect } from '../incidents/events.ts';
import type { IncidentState } from '../incidents/state.ts';
import type { StormEvent } from '../incidents/storm.ts';
import type { Event } from '../log/entry.ts';
import type { WithoutId } from '../log/journal.ts';
import type { IncidentDraft } from '../log/kinds.ts';

type Posted =
  | Extract<IncidentEvent, { kind: 'posted' }>
  | Extract<StormEvent, { kind: 'stormPosted' }>
  | ToldEvent;

/** Those of our messages that another has posted as well, going by what each of the two said came of the effect. */
export function surplusOf(ours: Event[] = [], theirs: Event[] = []): Posted[] {
  const there = postedIn(theirs).map(({ message }) => message);
  return there.length === 0 ? [] : postedIn(ours).filter(({ message }) => !there.includes(message));
}

/** What was posted although the incident's log knows another message by now that says the same. */
export function lateIn(ours: Event[] = [], state: IncidentState): Posted | undefined {
  return postedIn(ours).find((event) => {
    if (event.kind !== 'posted') return false;
    const there = state.sent[event.channel]?.[event.about];
    return there !== undefined && there.message !== event.message;
  });
}

function postedIn(events: Event[]): Posted[] {
  return (events as Posted[]).filter(({ kind }) => ['posted', 'stormPosted', 'told'].includes(kind));
}

/** The entry that has it taken back, in the log that it belongs to. */
export function takenBack(posted: Posted, logKey: string): IncidentDraft {
  const { thread, message } = posted;
  const { event, channel, about } = detailsOf(posted, logKey);
  const remove: WithoutId<RemoveEffect> = { kind: 'message.remove', channel, about, thread, message };
  return {
    actor: { kind: 'muster' },
    action: 'surplus',
    key: `surplus:${message}`,
    events: [event as IncidentEvent],
    effects: [remove],
  };
}

function detailsOf(
  posted: Posted,
  logKey: string,
): Pick<RemoveEffect, 'channel' | 'about'> & { event: IncidentEvent | ChannelEvent } {
  const { thread, message } = posted;
  if (posted.kind === 'stormPosted') {
    const channel = logKey.slice('channel:'.length);
    return { channel, about: 'storm', event: { kind: 'stormSurplus', id: posted.id, thread, message } };
  }
  const { channel } = posted;
  if (posted.kind === 'told')
    return { channel, about: 'told', event: { kind: 'toldSurplus', channel, thread, message } };
  const { about } = posted;
  return { channel, about, event: { kind: 'surplus', channel, about, thread, message } };
}
