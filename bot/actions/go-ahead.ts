/** Somebody who may decide on a containment check says: go ahead. */
import { decisionOn } from './decide-check.ts';

export const goAhead = decisionOn('go ahead', true);
