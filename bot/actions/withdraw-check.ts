/** The SOC takes a proposal back, as long as nothing was done. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import type { Check } from '../incidents/containment.ts';
import { numbered } from './changes.ts';
import { aboutCheck } from './check-form.ts';
import { check, checkMeant, shown, tell, typedCheck, words } from './checks.ts';
import { defineIncidentAction } from './define.ts';

/** Nobody decided, or what was agreed was not begun. */
export const isWithdrawable = ({ standing, runs }: Check): boolean =>
  standing === 'open' || (standing === 'agreed' && runs.every((run) => run.is === 'asked'));

export const withdrawCheck = defineIncidentAction({
  verb: 'withdraw check',
  on: 'incident',
  who: ['analyst'],
  input: z.object({ check, reason: words }),
  dialog: 'withdraw check',
  onMerged: true,
  onDeleted: true,
  typed(rest) {
    const said = typedCheck(rest);
    return said && { ...(said.check && { check: said.check }), reason: said.words };
  },
  form: aboutCheck(isWithdrawable, 'checkOver'),
  decide(state, input, context) {
    if (!context.inSoc) throw new Refused('notInSoc', { verb: 'withdraw check' });
    const meant = checkMeant(state, input.check, context, isWithdrawable, 'checkOver');
    return {
      events: [{ kind: 'checkWithdrawn', check: meant.id, by: context.actor, channel: meant.channel }],
      effects: [...shown(state, meant), ...tell(state, meant, 'withdrawn', context.actor)],
      texts: { reason: input.reason },
      say: { key: 'check.withdrawn', params: numbered(state) },
    };
  },
});
