/** A message that was kept with an incident is edited, deleted or brought back in Teams, by who wrote it. It never acts. */

import type { CardContext } from '../../cards/context.ts';
import { after, consequences } from '../incidents/consequences.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import type { IncidentState } from '../incidents/state.ts';
import { type IncidentDraft, incidents as incidentKind } from '../log/kinds.ts';
import type { Asked, Reply } from './asked.ts';
import { rollUpTimer, socChannel } from './changes.ts';
import type { Desk } from './desk.ts';
import { messageKeyFor } from './keys.ts';

export async function revised(asked: Asked, _look: CardContext, desk: Desk): Promise<Reply> {
  const thread = await desk.finder.byThread(asked.conversation);
  if (thread)
    await desk.journal.append(incidentKind, thread, (state) =>
      revision(state, asked, messageKeyFor(asked.messageKey, asked.kind, thread), desk.clock.now(), desk),
    );
  return { kind: 'done' };
}

/** The entry for it; undefined where it is no message that we kept, another's, or as it was before. */
export function revision(
  state: IncidentState,
  asked: Pick<Asked, 'kind' | 'speaker' | 'text' | 'message'>,
  key: string,
  now: Date,
  { quietSeconds }: { quietSeconds: number },
): IncidentDraft | undefined {
  const { kind, speaker, text, message } = asked;
  const remark = state.remarks.find(
    (r) => message && r.message === message && r.channel === speaker.place.id && r.by.oid === speaker.oid,
  );
  const deletes = kind === 'deleted';
  if (!remark || (deletes ? remark.deleted : !remark.deleted && remark.text === text)) return undefined;
  const id = String(state.seq + 1);
  const event: IncidentEvent = deletes
    ? { kind: 'deleted', id, remark: remark.id }
    : { kind: 'edited', id, remark: remark.id, ...(kind === 'restored' && { restored: true }) };
  const texts: Record<string, string> = deletes ? {} : { edit: text };
  const next = after(state, [event], now, texts);
  // What Sentinel has is followed by a line; what it has not goes there as it is now.
  const waits = state.waiting.some(({ of }) => of === `remark:${remark.id}`);
  const of = remark.sentinel ? `edit:${id}` : `remark:${remark.id}`;
  const timer =
    remark.sentinel || (!deletes && !waits) ? rollUpTimer(next, { of }, now, quietSeconds) : undefined;
  const soc = socChannel(state);
  return {
    actor: { kind: 'person', ...remark.by },
    action: kind,
    key,
    events: [event],
    effects: [
      ...consequences(next, [event]),
      ...(timer ? [timer] : []),
      ...(soc && remark.channel !== soc ? [{ kind: 'relay' as const, channel: soc, of: `edit:${id}` }] : []),
    ],
    texts,
  };
}
