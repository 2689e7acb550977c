/** Watches how fast first cards come, and says when that is a storm. */
import type { Logger } from 'pino';
import { type ChannelState, channelLogKey, stormIn } from '../incidents/channel.ts';
import type { IncidentEffect } from '../incidents/events.ts';
import { isStorm, withArrival } from '../incidents/rate.ts';
import type { Journal } from '../log/journal.ts';
import { type ChannelDraft, channels as channelKind } from '../log/kinds.ts';
import type { Clock } from '../ports.ts';

export interface StormWatchOptions {
  journal: Journal;
  clock: Clock;
  logger: Logger;
  /** first cards a minute that a channel gets before a storm begins */
  cardsPerMinute: number;
}

// Some incidents are to be in it when its card is posted.
const firstLookMs = 2000;

/**
 * Counts the first cards that this replica's entries ask for, whatever led to them: an arrival, or details by which an
 * incident turned out to be a team's. A person who asks for cards makes no storm.
 */
export function watchForStorms({ journal, clock, logger, cardsPerMinute }: StormWatchOptions): void {
  const arrivals = new Map<string, number[]>();

  journal.onAppended((entry, kind) => {
    if (kind !== 'incident' || entry.actor.kind !== 'sentinel') return;
    const now = clock.now();
    for (const effect of entry.effects as IncidentEffect[]) {
      if (effect.kind !== 'card.post') continue;
      const times = withArrival(arrivals.get(effect.channel) ?? [], now.getTime());
      arrivals.set(effect.channel, times);
      if (!isStorm(times, cardsPerMinute)) continue;
      const logKey = channelLogKey(effect.channel);
      journal
        .append(channelKind, logKey, (state) => began(state, now))
        .catch((error) => logger.warn({ log: logKey, err: error }, 'a storm could not be noted yet'));
    }
  });
}

/** The entry with which a storm begins; undefined where one is going on. Decides; pure. */
export function began(state: ChannelState, now: Date): ChannelDraft | undefined {
  if (!state.place || !state.present || stormIn(state)) return undefined;
  const id = String(state.seq + 1);
  return {
    actor: { kind: 'muster' },
    action: 'storm began',
    key: `storm:${id}`,
    events: [{ kind: 'stormBegan', id }],
    effects: [
      {
        kind: 'storm.post',
        due: new Date(now.getTime() + firstLookMs).toISOString(),
        channel: state.place.id,
        storm: id,
      },
    ],
  };
}
