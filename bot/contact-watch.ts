/** Notices who of a channel's contacts is not in it any more: when Teams tells that somebody left, and by looking. */
import type { Logger } from 'pino';
import { watchedContacts } from './actions/automatic/contacts-watched.ts';
import { Upstream } from './errors.ts';
import { type ChannelState, isReachable } from './incidents/channel.ts';
import { named } from './incidents/contacts.ts';
import type { Journal } from './log/journal.ts';
import { channels as channelKind } from './log/kinds.ts';
import type { Clock, Directory, Member, Place } from './ports.ts';

export interface ContactWatchOptions {
  journal: Journal;
  directory: Pick<Directory, 'members'>;
  /** has the roster of a place asked for anew, whatever is kept of it; where nothing is kept, nothing need be done */
  forget?: ((place: Place) => void) | undefined;
  channels(): Promise<ChannelState[]>;
  tenantId: string;
  clock: Clock;
  logger: Logger;
}

/** Any number of replicas may look at once: what one has noted, the log refuses to the others. */
export function createContactWatch({
  journal,
  directory,
  forget,
  channels,
  tenantId,
  clock,
  logger,
}: ContactWatchOptions) {
  async function look(channel: ChannelState & { place: Place }): Promise<void> {
    const noted = (members: Member[]) => (state: ChannelState) =>
      watchedContacts(state, members, tenantId, clock.now());
    // Nothing new, as nearly always, costs the store nothing.
    if (!noted(await directory.members(channel.place))(channel)) return;
    // A roster that is minutes old would bring back whom another replica has seen leave.
    forget?.(channel.place);
    await journal.append(channelKind, channel.logKey, noted(await directory.members(channel.place)));
  }

  async function lookAtEach(isMeant: (place: Place) => boolean): Promise<void> {
    const meant = (await channels())
      .filter(isReachable)
      .filter((one) => one.connection && !one.soc && isMeant(one.place) && named(one).length > 0);
    for (const channel of meant)
      await look(channel).catch((error) => {
        // It is looked at again with the next round.
        if (!(error instanceof Upstream)) throw error;
        logger.warn({ err: error, channel: channel.place.id }, 'its contacts are looked at later');
      });
  }

  return {
    /** Somebody came or went in this channel, or anywhere in its team. */
    changed: ({ id, teamId }: Pick<Place, 'id' | 'teamId'>): Promise<void> =>
      lookAtEach((place) => place.id === id || (teamId !== undefined && place.teamId === teamId)),
    /** Looks at all of them, for what Teams does not tell: a deleted account, somebody who is a guest now. */
    sweep: (): Promise<void> => lookAtEach(() => true),
  };
}
