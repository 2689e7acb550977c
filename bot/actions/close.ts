/** Closes an incident with a classification, the reason it takes, and a comment. */
import { z } from 'zod';
import {
  type Classification,
  type ClassificationReason,
  classifications,
  reasonsFor,
} from '../incidents/incident.ts';
import { current } from '../incidents/state.ts';
import { intend, numbered } from './changes.ts';
import { defineIncidentAction } from './define.ts';

const reasons = Object.values(reasonsFor).flat() as ClassificationReason[];

/** Sentinel takes a reason for every classification but Undetermined, and only the reasons that belong to it. */
function fits(classification: Classification, reason: ClassificationReason | undefined): boolean {
  const allowed: readonly string[] = reasonsFor[classification];
  return reason === undefined ? allowed.length === 0 : allowed.includes(reason);
}

/** What closing takes, of one incident or of many. */
export const closing = z
  .object({
    classification: z.enum(classifications),
    reason: z.enum(reasons).optional(),
    comment: z.string().trim().max(4000).optional(),
  })
  .refine(({ classification, reason }) => fits(classification, reason));

export const close = defineIncidentAction({
  verb: 'close',
  says: ['resolve'],
  on: 'incident',
  who: ['analyst'],
  input: closing,
  dialog: 'close',
  button: (state, audience) => (audience === 'soc' && current(state).status !== 'Closed' ? 3 : undefined),
  decide(state, { classification, reason, comment }, context) {
    if (current(state).status === 'Closed')
      return { events: [], say: { key: 'close.before', params: numbered(state) } };
    const who = `${context.actor.name} (${context.channelName}, Teams)`;
    return {
      events: [
        intend(
          state,
          {
            status: 'Closed',
            classification,
            ...(reason && { classificationReason: reason }),
            classificationComment: comment ? `${who}: ${comment}` : who,
          },
          context,
        ),
      ],
      say: { key: 'close.done', params: numbered(state) },
    };
  },
});
