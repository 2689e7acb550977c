/** "#1234 was merged into #1301": a person says where an incident lives on, since Sentinel's API does not. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { isRedirected } from '../incidents/redirect.ts';
import { current, isIncidentLogKey } from '../incidents/state.ts';
import { mergedInto } from './automatic/merged.ts';
import { numbered } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const merged = defineIncidentAction({
  verb: 'merged',
  says: ['merge'],
  on: 'incident',
  who: ['analyst'],
  // A number that a person gives, or the incident that a list of several with that number offered.
  input: z.object({
    into: z
      .string()
      .regex(/^\d{1,9}$/)
      .or(z.string().refine(isIncidentLogKey)),
  }),
  dialog: 'merged',
  needs: 'survivor',
  onMerged: true,
  button: (state, audience) =>
    audience === 'soc' && isRedirected(current(state)) && !state.mergedInto ? 1 : undefined,
  typed(rest) {
    const number = /^(?:(?:into|in|to|mit|with|→|->)\s*)?#?(\d{1,9})[.!]?$/i.exec(rest)?.[1];
    return number ? { into: number } : undefined;
  },
  decide(state, { into }, context) {
    const { survivor } = context;
    if (survivor === 'round') throw new Refused('mergedRound', numbered(state));
    if (!survivor) throw new Refused('noNumber', { numbers: `#${into}` });
    const target = current(survivor);
    const other = String(target.number);
    const before = state.mergedInto;
    if (before?.into === survivor.logKey)
      return { events: [], say: { key: 'merged.before', params: numbered(state, { into: other }) } };
    if (before) throw new Refused('merged', numbered(state, { into: String(before.number) }));
    // Muster closes nothing by the way: as long as Sentinel holds it open, it is worked on there.
    if (current(state).status !== 'Closed') throw new Refused('mergedOpen', numbered(state, { into: other }));
    if (isRedirected(target)) throw new Refused('mergedAway', numbered(state, { into: other }));
    return {
      ...mergedInto(state, survivor, context.actor),
      say: { key: 'merged.done', params: numbered(state, { into: other }) },
    };
  },
});
