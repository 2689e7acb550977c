/** Teams and Sentinel for one try of an effect: each keeps inside its limits, and memory counts only while it is sure. */
import type { IncidentState } from '../incidents/state.ts';
import type { Effect, Entry } from '../log/entry.ts';
import { type incidents, kindOf } from '../log/kinds.ts';
import { pacedMessenger } from '../pace/messenger.ts';
import type { Pacing } from '../pace/pacing.ts';
import { pacedSentinel } from '../pace/sentinel.ts';
import { isUrgent, urgency } from '../pace/urgency.ts';
import type { Task, Tools } from './handler.ts';
import { channelOf, taskOf } from './index.ts';
import type { ShownCards, ShownMemory } from './shown.ts';

/** What handlers are made with: what messages show is told to each as far as it may trust it. */
export type Toolbox = Omit<Tools, 'shown'> & { shown: ShownMemory };

interface Try {
  entry: Entry;
  effect: Effect;
  state: IncidentState | undefined;
  /** whether it may have been sent by one that held its channel before */
  doubtful: boolean;
}

/** The ports of one try, and when it is its turn in a channel. */
export function portsInTurn(
  { entry, effect, state, doubtful }: Try,
  tools: Toolbox,
  { channels, budget }: Pick<Pacing, 'channels' | 'budget'>,
): Pick<Task, 'turn' | 'holds'> & Pick<Tools, 'messenger' | 'sentinel' | 'shown'> {
  const task = taskOf(entry, effect);
  const own = channelOf(entry, effect);
  const granted = new Set<string>();
  const turn = async (channel: string): Promise<void> => {
    const urgent = urgency(effect, state) === 0;
    await (own
      ? channels.turn(own, task, { to: channel, doubtful, urgent })
      : channels.counted(channel, urgent));
    granted.add(channel);
    // The one that held the channel before may have shown there what this replica has not read.
    const since = own === undefined ? true : channels.heldSince(own);
    await tools.journal.read(kindOf(entry.logKey) as typeof incidents, entry.logKey, since);
  };
  /** What it remembers of a message is sure only while nobody else may change it. */
  const shown: ShownCards = {
    shows(messageId, card) {
      const held = channels.heldSince(own ?? '');
      return held !== undefined && tools.shown.shows(messageId, card, held);
    },
    note: tools.shown.note,
  };
  const allow = async (channel: string): Promise<void> => {
    if (!granted.has(channel)) await turn(channel);
    granted.delete(channel);
  };
  const messenger = pacedMessenger(tools.messenger, { allow, block: channels.block });
  return {
    turn,
    holds: () => channels.heldSince(own ?? '') !== undefined,
    shown,
    messenger: {
      ...messenger,
      update(place, thread, messageId, message) {
        tools.shown.forget(messageId);
        return messenger.update(place, thread, messageId, message);
      },
    },
    sentinel: pacedSentinel(tools.sentinel, budget, { task, urgent: isUrgent(entry.actor, effect, state) }),
  };
}
