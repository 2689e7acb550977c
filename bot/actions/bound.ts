/** A button belongs to the card that it was drawn on: to its incident, its channel and its revision. */
import { Refused } from '../errors.ts';
import { isIncidentLogKey } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Asked } from './asked.ts';
import type { Desk } from './desk.ts';

/**
 * Refuses what no card of ours can have sent: a revision that its incident has not reached. Which incident it is, and
 * whether it may be acted on from there, is never the card's word: `allow` goes by the rosters and by where it was pressed.
 */
export async function refuseForged({ data }: Asked, { journal }: Pick<Desk, 'journal'>): Promise<void> {
  const { incident, rev } = data;
  if (rev === undefined || typeof incident !== 'string' || !isIncidentLogKey(incident)) return;
  const revision = typeof rev === 'string' && /^\d{1,10}$/.test(rev) ? Number(rev) : Number.NaN;
  const reached = async (fresh: boolean): Promise<boolean> =>
    revision <= (await journal.read(incidents, incident, fresh)).seq;
  // Another replica may have drawn it from an entry that is not known here yet.
  if (!((await reached(false)) || (await reached(true)))) throw new Refused('forgedCard');
}
