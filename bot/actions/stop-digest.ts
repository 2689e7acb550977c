/** Ends summaries that are sent here. */
import { z } from 'zod';
import { scheduleText } from '../../cards/schedule.ts';
import { Refused } from '../errors.ts';
import { digestOf } from '../incidents/digest.ts';
import { type ChannelDecision, defineChannelAction } from './define.ts';
import { allowDigests } from './digest-rights.ts';

export const stopDigest = defineChannelAction({
  verb: 'stop digest',
  says: ['digest stop', 'stop digests', 'stop summary', 'cancel digest', 'end digest', 'beende digest'],
  on: 'channel',
  who: ['analyst', 'member', 'manager', 'administrator'],
  inChats: true,
  numbers: false,
  input: z.object({ digest: z.string().trim().max(20).default('') }),
  /** `2`, `#2`, or nothing where there is only one */
  typed: (rest) => ({ digest: rest.replace(/^(?:number\s+|nr\.?\s*)?#?/i, '') }),
  decide(state, { digest: said }, context): ChannelDecision {
    allowDigests(context);
    const { set = 0, running = [] } = state.digests ?? {};
    const number = said ? Number(said) : running[0]?.number;
    // Stopped by a message that Teams delivers again, or by somebody else.
    if (number !== undefined && number >= 1 && number <= set && !digestOf(state, number))
      return { events: [], say: { key: 'digests.over', params: { number: String(number) } } };
    const numbers = running.map((one) => one.number).join(', ');
    if (running.length === 0) throw new Refused('noDigests');
    if (!said && running.length > 1) throw new Refused('whichDigest', { numbers });
    const digest = digestOf(state, number ?? 0);
    if (!digest) throw new Refused('unknownDigest', { number: said, numbers });
    return {
      events: [{ kind: 'digestEnded', number: digest.number, why: 'stopped', by: context.actor }],
      say: { key: 'digests.stopped', params: { when: scheduleText(digest.schedule, context.look) } },
    };
  },
});
