/** What Teams tells of a channel or a team: that it was deleted, archived, restored or renamed. */
import type { Activity } from 'botbuilder';
import { z } from 'zod';
import type { Gone } from '../errors.ts';

export interface ChannelEvent {
  /** of one channel, or of a whole team */
  of: 'channel' | 'team';
  what: { lost: Gone } | { back: readonly Gone[] } | 'renamed';
}

// An archived team can still be found blocked before Teams tells of it; a deleted one can have been all of it.
const all = ['removed', 'deleted', 'archived', 'blocked', 'disabled'] as const;
const events: Record<string, ChannelEvent> = {
  channeldeleted: { of: 'channel', what: { lost: 'deleted' } },
  channelrestored: { of: 'channel', what: { back: all } },
  channelrenamed: { of: 'channel', what: 'renamed' },
  teamdeleted: { of: 'team', what: { lost: 'deleted' } },
  teamharddeleted: { of: 'team', what: { lost: 'deleted' } },
  teamarchived: { of: 'team', what: { lost: 'archived' } },
  teamunarchived: { of: 'team', what: { back: ['archived', 'blocked'] } },
  teamrestored: { of: 'team', what: { back: all } },
  teamrenamed: { of: 'team', what: 'renamed' },
};

const told = z.object({ eventType: z.string() });

/** The event of an activity; undefined for all that are none, or that Teams came to send later. Case never matters. */
export function channelEventIn({ type, channelData }: Activity): ChannelEvent | undefined {
  if (type !== 'conversationUpdate') return undefined;
  const { data } = told.safeParse(channelData);
  return data && Object.hasOwn(events, data.eventType.toLowerCase())
    ? events[data.eventType.toLowerCase()]
    : undefined;
}
