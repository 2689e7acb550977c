/** The team says whether its service is healthy again once a containment was lifted. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import type { Check } from '../incidents/containment.ts';
import { numbered } from './changes.ts';
import { aboutCheck } from './check-form.ts';
import { check, checkMeant, shown, tell, words } from './checks.ts';
import { defineIncidentAction } from './define.ts';

const said = /^(?:check\s+#?([\w-]{1,20}))?\s*:?\s*(yes|no)\b[\s:,;.]*(.*)$/is;
const isLifted = ({ standing }: Check): boolean => standing === 'lifted';

export const healthy = defineIncidentAction({
  verb: 'healthy',
  on: 'incident',
  who: ['member'],
  input: z.object({ check, healthy: z.enum(['yes', 'no']), words }),
  dialog: 'healthy',
  onMerged: true,
  onDeleted: true,
  typed(rest) {
    const found = said.exec(rest.trim());
    if (!found) return undefined;
    const [, id, how, told = ''] = found;
    return { ...(id && { check: id }), healthy: how?.toLowerCase(), words: told };
  },
  form: aboutCheck(isLifted, 'notLifted'),
  decide(state, input, context) {
    const meant = checkMeant(state, input.check, context, isLifted, 'notLifted');
    const { id, channel } = meant;
    if (!context.memberOf.includes(channel)) throw new Refused('notYourChannel', { verb: 'healthy' });
    const isWell = input.healthy === 'yes';
    const besides = meant.lastBy ? [meant.lastBy] : [];
    return {
      events: [
        {
          kind: 'healthTold',
          id: String(state.seq + 1),
          check: id,
          by: context.actor,
          healthy: isWell,
          channel,
        },
      ],
      effects: [
        ...shown(state, meant),
        ...tell(state, meant, isWell ? 'healthy' : 'unhealthy', context.actor, besides),
      ],
      texts: { words: input.words },
      say: { key: isWell ? 'check.healthy' : 'check.unhealthy', params: numbered(state) },
    };
  },
});
