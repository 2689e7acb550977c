/** A command typed in an incident's thread belongs to its history, though it changed nothing. */
import { type IncidentDraft, incidents as incidentKind } from '../log/kinds.ts';
import type { Asked } from './asked.ts';
import type { Context } from './define.ts';
import type { Desk } from './desk.ts';
import { forIncident } from './gather.ts';
import { messageKeyFor } from './keys.ts';

export async function record(
  thread: string,
  asked: Asked,
  context: Context,
  { journal }: Desk,
): Promise<void> {
  await journal.append(incidentKind, thread, (state): IncidentDraft => {
    const { actor, channel = '' } = forIncident(context, state);
    return {
      actor: { kind: 'person', ...actor },
      action: 'commanded',
      key: messageKeyFor(asked.messageKey, 'commanded', thread),
      events: [{ kind: 'commanded', by: actor, channel }],
      effects: [],
      texts: { words: asked.text },
    };
  });
}
