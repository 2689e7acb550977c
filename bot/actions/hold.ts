/** Somebody who may decide on a containment check says: hold. */
import { decisionOn } from './decide-check.ts';

export const hold = decisionOn('hold', false);
