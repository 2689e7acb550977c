/** Closes an incident with a classification, the reason it takes, and a comment; or asks for the second person it takes. */
import { z } from 'zod';
import { inForce } from '../incidents/containment.ts';
import {
  type Classification,
  type ClassificationReason,
  classifications,
  reasonsFor,
} from '../incidents/incident.ts';
import { current } from '../incidents/state.ts';
import { numbered } from './changes.ts';
import { defineIncidentAction } from './define.ts';
import { closesOrAsks } from './second-person.ts';

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
  // What is contained stays so: nobody looks after it any more once the incident is closed.
  warns: (state, merged) =>
    current(state).status !== 'Closed' && [state, ...merged].some((one) => inForce(one).length > 0),
  button: (state, audience) => (audience === 'soc' && current(state).status !== 'Closed' ? 3 : undefined),
  decide(state, closing, context) {
    if (current(state).status === 'Closed')
      return { events: [], say: { key: 'close.before', params: numbered(state) } };
    return closesOrAsks(state, closing, context);
  },
});
