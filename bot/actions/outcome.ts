/**
 * A person says what came of an agreed check: that it is done, that it could not be done, or that its playbook is to be
 * run once more. Where a playbook's answer got lost, nobody else can: Muster never runs it again by itself.
 */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import type { WantedEffect } from '../incidents/consequences.ts';
import type { Check } from '../incidents/containment.ts';
import { numbered } from './changes.ts';
import { check, checkMeant, shown, tell, words } from './checks.ts';
import { defineIncidentAction } from './define.ts';

const outcomes = ['done', 'failed', 'again'] as const;
const said = /^(?:check\s+#?([\w-]{1,20}))?\s*:?\s*(done|failed|again)\b[\s:,;.]*(.*)$/is;

const isUnderWay = ({ runs }: Check): boolean => runs.some((run) => run.is === 'asked' || run.is === 'begun');

/** What was agreed and is not done, as far as anybody knows, and what is not being tried just now. */
export const awaitsOutcome = (one: Check): boolean =>
  ['agreed', 'doubt', 'failed'].includes(one.standing) && !isUnderWay(one);

export const outcome = defineIncidentAction({
  verb: 'outcome',
  on: 'incident',
  who: ['analyst'],
  input: z.object({ check, as: z.enum(outcomes), reason: words }),
  onMerged: true,
  onDeleted: true,
  typed(rest) {
    const found = said.exec(rest.trim());
    if (!found) return {};
    const [, id, as, reason = ''] = found;
    return { ...(id && { check: id }), as: as?.toLowerCase(), reason };
  },
  decide(state, input, context) {
    if (!context.inSoc) throw new Refused('notInSoc', { verb: 'outcome' });
    const meant = checkMeant(state, input.check, context, awaitsOutcome, 'noOutcome');
    const { as } = input;
    if (as === 'again' && !meant.playbook) throw new Refused('noOutcome', numbered(state));
    const run: WantedEffect[] =
      as === 'again' ? [{ kind: 'playbook.run', check: meant.id, channel: meant.channel }] : [];
    const what = as === 'failed' ? 'notDone' : as;
    return {
      events: [{ kind: 'outcomeTold', check: meant.id, by: context.actor, as, channel: meant.channel }],
      effects: [...run, ...shown(state, meant), ...tell(state, meant, what, context.actor)],
      texts: { reason: input.reason },
      say: { key: `check.outcome.${as}`, params: numbered(state) },
    };
  },
});
