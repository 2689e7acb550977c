/** An administrator has erased what a person wrote, on that person's request: here, or in every log there is. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { erasing, writtenBy } from '../incidents/texts.ts';
import { numbered } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const erase = defineIncidentAction({
  verb: 'erase',
  on: 'incident',
  who: ['administrator'],
  input: z.object({
    person: z.guid(),
    where: z.enum(['here', 'everywhere']),
    reason: z.string().trim().min(1).max(4000),
  }),
  dialog: 'erase',
  onMerged: true,
  onDeleted: true,
  told: true,
  decide(state, { person: oid, where, reason }) {
    const texts = writtenBy(state, oid);
    if (texts.length === 0 && where === 'here') throw new Refused('nothingToErase', numbered(state));
    const name = texts.at(-1)?.by?.name ?? oid;
    const of = { oid, name };
    const params = numbered(state, { name, texts: String(texts.length) });
    const everywhere = where === 'everywhere';
    return {
      events: [erasing(texts, 'request', of)],
      effects: [{ kind: 'erase' }, ...(everywhere ? [{ kind: 'erase.everywhere' as const, of }] : [])],
      texts: { reason },
      say: everywhere ? { key: 'erase.everywhere', params } : { key: 'erase.here', params },
    };
  },
});
