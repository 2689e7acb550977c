/** Where a line of the history belongs: NIST SP 800-61r3 tells an incident by CSF 2.0's Detect, Respond and Recover. */
import type { Line } from '../incidents/timeline.ts';

export const steps = ['detect', 'respond', 'recover'] as const;
export type Step = (typeof steps)[number];

// What was seen, in what, and whom it concerns (DE.AE).
const detect = [
  ...['arrived', 'changed', 'detailed', 'renamed', 'alerts', 'grouped', 'mergedInto', 'absorbed'],
  ...[
    'routed',
    'unreached',
    'held',
    'heldFor',
    'vetted',
    'informed',
    'deletedInSentinel',
    'restoredInSentinel',
  ],
];
// Back to work, and whether it is over (RC.RP). What is said to the teams meanwhile is a response.
const recover = [
  ...['check.lifted', 'check.healthy', 'check.unhealthy', 'classification'],
  ...['closingWanted', 'closingAgreed', 'closingDeclined', 'closingFreed'],
];

/** Everything else is what people, and Muster for them, did about it (RS). */
export function stepOf({ key, params }: Pick<Line, 'key' | 'params'>): Step {
  if (detect.includes(key)) return 'detect';
  if (recover.includes(key) || (key === 'status' && params.status === 'Closed')) return 'recover';
  return 'respond';
}
