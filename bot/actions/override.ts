/** The SOC goes ahead with a containment without the team's word, since time presses: a second analyst, with a reason. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { type Check, isSame } from '../incidents/containment.ts';
import type { IncidentState } from '../incidents/state.ts';
import { numbered, openOnly } from './changes.ts';
import { aboutCheck } from './check-form.ts';
import { begun, check, checkMeant, givenWords, shown, tell, typedCheck } from './checks.ts';
import { type Context, defineIncidentAction } from './define.ts';

/** What the team held, or nobody answered, can be gone ahead with as well; what was withdrawn is proposed anew. */
export const isOverridable = ({ standing }: Check): boolean =>
  standing === 'open' || standing === 'held' || standing === 'expired';

function notByProposer({ by }: Check, state: IncidentState, { actor }: Context): void {
  if (isSame(by, actor)) throw new Refused('ownProposal', numbered(state));
}

export const override = defineIncidentAction({
  verb: 'override',
  on: 'incident',
  who: ['analyst'],
  input: z.object({ check, reason: givenWords }),
  dialog: 'override',
  typed(rest) {
    const said = typedCheck(rest);
    return said?.words ? { ...(said.check && { check: said.check }), reason: said.words } : undefined;
  },
  form: aboutCheck(isOverridable, 'checkOver', notByProposer),
  decide(state, input, context) {
    openOnly(state);
    if (!context.inSoc) throw new Refused('notInSoc', { verb: 'override' });
    const meant = checkMeant(state, input.check, context, isOverridable, 'checkOver');
    notByProposer(meant, state, context);
    const { id, channel } = meant;
    return {
      events: [{ kind: 'overridden', check: id, by: context.actor, channel }],
      effects: [
        ...begun(meant, 'agreed'),
        ...shown(state, meant),
        ...tell(state, meant, 'overridden', context.actor),
      ],
      texts: { reason: input.reason },
      say: { key: 'check.overridden', params: numbered(state) },
    };
  },
});
