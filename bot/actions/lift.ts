/** The SOC ends a containment; the team is asked whether its service is healthy again. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { isInForce } from '../incidents/containment.ts';
import { numbered } from './changes.ts';
import { aboutCheck } from './check-form.ts';
import { check, checkMeant, shown, tell, typedCheck, words } from './checks.ts';
import { defineIncidentAction } from './define.ts';

export const lift = defineIncidentAction({
  verb: 'lift',
  on: 'incident',
  who: ['analyst'],
  input: z.object({ check, reason: words }),
  dialog: 'lift',
  onMerged: true,
  onDeleted: true,
  typed(rest) {
    const said = typedCheck(rest);
    return said && { ...(said.check && { check: said.check }), reason: said.words };
  },
  form: aboutCheck(isInForce, 'notContained'),
  decide(state, input, context) {
    if (!context.inSoc) throw new Refused('notInSoc', { verb: 'lift' });
    const meant = checkMeant(state, input.check, context, isInForce, 'notContained');
    return {
      events: [{ kind: 'lifted', check: meant.id, by: context.actor, channel: meant.channel }],
      effects: [...shown(state, meant), ...tell(state, meant, 'lifted', context.actor)],
      texts: { reason: input.reason },
      say: { key: 'check.lifted', params: numbered(state) },
    };
  },
});
