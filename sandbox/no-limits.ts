/** More than Teams and Sentinel take: for whatever is not about limits, so that nothing waits for its turn. */
import type { Limits } from '../bot/pace/limits.ts';

export const noLimits: Limits = {
  channel: { waiting: [], answer: [] },
  tenantPerSecond: 10_000,
  sentinel: () => ({ ms: 1, max: 1_000 }),
  details: { few: 1_000, gapMs: 0 },
};
