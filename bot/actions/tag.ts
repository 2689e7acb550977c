/** Adds and takes away tags. */
import { z } from 'zod';
import { current } from '../incidents/state.ts';
import { intend, numbered } from './changes.ts';
import { defineIncidentAction } from './define.ts';

const names = z.array(z.string().trim().min(1).max(100)).max(20).default([]);

export const tag = defineIncidentAction({
  verb: 'tag',
  on: 'incident',
  who: ['analyst'],
  input: z.object({ add: names, remove: names }),
  dialog: 'tag',
  button: (state, audience) => (audience === 'soc' && current(state).status !== 'Closed' ? 10 : undefined),
  typed(rest) {
    const words = rest.split(/[,\s]+/).filter(Boolean);
    if (words.length === 0) return undefined;
    const minus = (word: string): boolean => word.startsWith('-');
    return { add: words.filter((w) => !minus(w)), remove: words.filter(minus).map((w) => w.slice(1)) };
  },
  decide(state, { add, remove }, context) {
    const present = current(state).labels.map((label) => label.name.toLowerCase());
    const addLabels = add.filter((name) => !present.includes(name.toLowerCase()));
    const removeLabels = remove.filter((name) => present.includes(name.toLowerCase()));
    if (addLabels.length + removeLabels.length === 0)
      return { events: [], say: { key: 'tag.before', params: numbered(state) } };
    return {
      events: [intend(state, { addLabels, removeLabels }, context)],
      say: { key: 'tag.done', params: numbered(state) },
    };
  },
});
