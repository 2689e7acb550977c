/** A message that was posted twice: by a replica that froze, and by the one that took it for dead. */
import type { IncidentEvent, RemoveEffect } from '../incidents/events.ts';
import type { StormEvent } from '../incidents/storm.ts';
import type { Event } from '../log/entry.ts';
import type { WithoutId } from '../log/journal.ts';
import type { IncidentDraft } from '../log/kinds.ts';

type Posted = Extract<IncidentEvent, { kind: 'posted' }> | Extract<StormEvent, { kind: 'stormPosted' }>;

/** The message that an effect's outcome names. */
export function postedIn(events: Event[] = []): Posted | undefined {
  return (events as Posted[]).find(({ kind }) => kind === 'posted' || kind === 'stormPosted');
}

/** The entry that has it taken back, in the log that it belongs to. */
export function takenBack(posted: Posted, logKey: string): IncidentDraft {
  const { thread, message } = posted;
  const storm = posted.kind === 'stormPosted';
  const about = storm ? 'storm' : posted.about;
  const channel = storm ? logKey.slice('channel:'.length) : posted.channel;
  const remove: WithoutId<RemoveEffect> = { kind: 'message.remove', channel, about, thread, message };
  const event = storm
    ? { kind: 'stormSurplus', id: posted.id, thread, message }
    : { kind: 'surplus', channel, about, thread, message };
  return {
    actor: { kind: 'muster' },
    action: 'surplus',
    key: `surplus:${message}`,
    events: [event as IncidentEvent],
    effects: [remove],
  };
}
