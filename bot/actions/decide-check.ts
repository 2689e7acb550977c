/** What `go ahead` and `hold` have in common: one person's decision on a containment check, and what follows from it. */
import { z } from 'zod';
import { verdictOf } from '../incidents/containment.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import { numbered, openOnly } from './changes.ts';
import { aboutCheck } from './check-form.ts';
import {
  begun,
  capacityOf,
  check,
  checkMeant,
  givenWords,
  isOpenCheck,
  shown,
  tell,
  typedCheck,
  words,
} from './checks.ts';
import { defineIncidentAction, type IncidentAction } from './define.ts';

/** @param go whether the verb says go ahead, or hold */
export function decisionOn(verb: 'go ahead' | 'hold', go: boolean): IncidentAction {
  return defineIncidentAction({
    verb,
    on: 'incident',
    who: ['member', 'analyst', 'manager'],
    ofManagers: true,
    input: z.object({ check, reason: givenWords, breaks: words, whom: words, safe: words }),
    dialog: verb,
    typed(rest) {
      const said = typedCheck(rest);
      return said?.words ? { ...(said.check && { check: said.check }), reason: said.words } : undefined;
    },
    form: aboutCheck(isOpenCheck, 'checkOver', capacityOf),
    decide(state, input, context) {
      openOnly(state);
      const meant = checkMeant(state, input.check, context, isOpenCheck, 'checkOver');
      const as = capacityOf(meant, state, context);
      const { breaks, whom, safe, reason } = input;
      const { channel } = meant;
      const id = String(state.seq + 1);
      const by = context.actor;
      const told: IncidentEvent[] =
        breaks || whom || safe ? [{ kind: 'impactTold', id, check: meant.id, by, channel }] : [];
      const events: IncidentEvent[] = [
        ...told,
        { kind: 'decided', id, check: meant.id, by, as, go, channel },
      ];
      const vote = { id, at: '', by, as, go, reason };
      const verdict = verdictOf({ ...meant, votes: [...meant.votes, vote] });
      if (verdict) events.push({ kind: 'settled', check: meant.id, as: verdict, channel });
      return {
        events,
        effects: [
          ...(verdict ? begun(meant, verdict) : []),
          ...shown(state, meant),
          ...(verdict ? tell(state, meant, verdict, by) : []),
        ],
        texts: { reason, ...(told.length > 0 && { breaks, whom, safe }) },
        say: { key: verdict ? `check.decided.${verdict}` : 'check.decided.waits', params: numbered(state) },
      };
    },
  });
}
