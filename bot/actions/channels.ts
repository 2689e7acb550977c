/** The channels and chats that Muster knows: from their snapshots, kept for a moment, and always with our own changes. */
import type { ChannelState } from '../incidents/channel.ts';
import type { Journal } from '../log/journal.ts';
import { channels as channelKind } from '../log/kinds.ts';
import type { Clock, Snapshots } from '../ports.ts';

const freshMs = 5000;

export function createChannels(snapshots: Snapshots, journal: Journal, clock: Clock) {
  const ours = new Set<string>();
  let kept: { at: number; states: Promise<ChannelState[]> } | undefined;

  journal.onAppended((entry, kind) => {
    if (kind === 'channel') ours.add(entry.logKey);
  });

  async function stored(): Promise<ChannelState[]> {
    const now = clock.now().getTime();
    if (!kept || now - kept.at > freshMs) {
      const states = snapshots
        .list({ kind: 'channel' })
        .then((found) => found.map((s) => s.state as ChannelState));
      kept = { at: now, states };
      states.catch(() => {
        kept = undefined;
      });
    }
    return kept.states;
  }

  return {
    /** All of them. A snapshot may be a moment behind; what this replica changed is read from its own memory. */
    async all(): Promise<ChannelState[]> {
      const states = await stored();
      const own = await Promise.all([...ours].map((logKey) => journal.read(channelKind, logKey, false)));
      // Others may have written to a channel that was ours once: such as that a storm began.
      const newest = new Map(own.map((state) => [state.logKey, state]));
      for (const state of states)
        if (state.seq > (newest.get(state.logKey)?.seq ?? 0)) newest.set(state.logKey, state);
      return [...newest.values()];
    },
  };
}
