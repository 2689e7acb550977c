/** "Set mine again": what Sentinel's values overruled is wanted all the same, by somebody who knows them now. */
import { z } from 'zod';
import type { Button } from '../../cards/button.ts';
import { Refused } from '../errors.ts';
import { holds } from '../incidents/change.ts';
import type { IncidentChange } from '../incidents/incident.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import type { Words } from '../words/words.ts';
import { intend, isAnalyst, numbered, teamAndSoc } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const setAgain = defineIncidentAction({
  verb: 'set again',
  on: 'incident',
  who: teamAndSoc,
  input: z.object({ overruled: z.string().max(40).optional() }),
  decide(state, { overruled }, context) {
    const found = overruled ? state.overruled.find((one) => one.id === overruled) : state.overruled.at(-1);
    if (!found) throw new Refused('nothingOverruled', numbered(state));
    const own = found.lost.every(({ by }) => by.oid === context.actor.oid);
    if (!own && !isAnalyst(context))
      throw new Refused('setAgainOthers', numbered(state, { name: found.lost[0]?.by.name ?? '' }));
    const change: IncidentChange = Object.assign({}, ...found.lost.map(({ ours }) => ours));
    const insisted = { kind: 'insisted', overruled: found.id } as const;
    const say = { key: 'setAgain.done', params: numbered(state) };
    if (holds(current(state), change)) return { events: [insisted], say };
    return { events: [insisted, intend(state, change, context)], say };
  },
});

/** The button below the sentence that tells of it. */
export function insistButton(state: IncidentState, overruled: string, words: Words): Button {
  return {
    title: words('talk:button.set again'),
    verb: 'set again',
    data: { incident: state.logKey, overruled },
    dialog: false,
    style: 'default',
  };
}
