/** Tells an anchor outside, where whoever may write to the store can't change it. Told twice it says the same. */
import { type AnchorEffect, anchorIn, lineOf } from '../log/anchors.ts';
import type { Handler } from './handler.ts';

const againMs = 60_000;

export const tellAnchor: Handler<AnchorEffect> = async ({ entry }, { clock, keepAnchor, logger }) => {
  const anchor = anchorIn(entry);
  if (!anchor) return {};
  const { heads, ...proof } = anchor;
  logger.info({ anchor: { ...proof, heads: heads.length } }, 'anchor');
  try {
    await keepAnchor?.(lineOf(anchor));
    return {};
  } catch (error) {
    // Never parked: a share that is not there for a day must not leave a gap.
    logger.error(
      { err: error },
      'An anchor could not be written to AUDIT_ANCHOR_FILE and is written later: see that the file can be appended to.',
    );
    return { again: new Date(clock.now().getTime() + againMs).toISOString() };
  }
};
