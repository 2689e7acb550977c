/** The application team says what a proposed containment would break, for whom, and when it is safe. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { numbered } from './changes.ts';
import { aboutCheck } from './check-form.ts';
import { check, checkMeant, isOpenCheck, shown, tell, typedCheck, words } from './checks.ts';
import { defineIncidentAction } from './define.ts';

export const impact = defineIncidentAction({
  verb: 'impact',
  on: 'incident',
  who: ['member'],
  input: z.object({ check, breaks: words, whom: words, safe: words }),
  dialog: 'impact',
  typed(rest) {
    const said = typedCheck(rest);
    return said?.words ? { ...(said.check && { check: said.check }), breaks: said.words } : undefined;
  },
  form: aboutCheck(isOpenCheck, 'checkOver'),
  decide(state, input, context) {
    const { breaks, whom, safe } = input;
    if (!breaks && !whom && !safe) throw new Refused('input', { verb: 'impact' });
    const meant = checkMeant(state, input.check, context, isOpenCheck, 'checkOver');
    if (!context.memberOf.includes(meant.channel)) throw new Refused('notYourChannel', { verb: 'impact' });
    const { id, channel } = meant;
    return {
      events: [{ kind: 'impactTold', id: String(state.seq + 1), check: id, by: context.actor, channel }],
      effects: [...shown(state, meant), ...tell(state, meant, 'impact', context.actor)],
      texts: { breaks, whom, safe },
      say: { key: 'check.impact', params: numbered(state) },
    };
  },
});
