/** The channels and chats that Muster knows: from their snapshots, kept for a moment, and always with our own changes. */
import type { ChannelState } from '../incidents/channel.ts';
import type { Journal } from '../log/journal.ts';
import { channels as channelKind } from '../log/kinds.ts';
import type { Clock, Snapshots } from '../ports.ts';

const freshMs = 5000;
/** Read again this often, so that a person's click finds them known and needs no look at the store. */
export const refreshMs = 30_000;
/** Older than this means that reading them again fails; then even a click waits. */
const usableMs = 3 * refreshMs;

export function createChannels(snapshots: Snapshots, journal: Journal, clock: Clock) {
  const ours = new Set<string>();
  let kept: { at: number; states: ChannelState[] } | undefined;
  let reading: { at: number; states: Promise<ChannelState[]> } | undefined;

  journal.onAppended((entry, kind) => {
    if (kind === 'channel') ours.add(entry.logKey);
  });

  const now = (): number => clock.now().getTime();

  /** One reading for all who ask within a moment. */
  function read(): Promise<ChannelState[]> {
    if (reading && now() - reading.at <= freshMs) return reading.states;
    const at = now();
    const states = snapshots.list({ kind: 'channel' }).then((found) => {
      const read = found.map((s) => s.state as ChannelState);
      if (!kept || kept.at <= at) kept = { at, states: read };
      return read;
    });
    const mine = { at, states };
    reading = mine;
    states.catch(() => {
      if (reading === mine) reading = undefined;
    });
    return states;
  }

  /** A snapshot may be a moment behind; what this replica changed is read from its own memory. */
  async function withOurs(states: ChannelState[]): Promise<ChannelState[]> {
    const own = await Promise.all([...ours].map((logKey) => journal.read(channelKind, logKey, false)));
    // Others may have written to a channel that was ours once: such as that a storm began.
    const newest = new Map(own.map((state) => [state.logKey, state]));
    for (const state of states)
      if (state.seq > (newest.get(state.logKey)?.seq ?? 0)) newest.set(state.logKey, state);
    return [...newest.values()];
  }

  return {
    /** All of them, at most a moment behind what other replicas wrote. */
    all: async (): Promise<ChannelState[]> => withOurs(await read()),

    /** All of them as known here, which others may have changed since `refreshMs`: for what must not wait for the store. */
    async known(): Promise<ChannelState[]> {
      if (!kept || now() - kept.at > usableMs) return withOurs(await read());
      if (now() - kept.at > freshMs) read().catch(() => undefined);
      return withOurs(kept.states);
    },

    /** Reads them again. */
    refresh: async (): Promise<void> => void (await read()),
  };
}
