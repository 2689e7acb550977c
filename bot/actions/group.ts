/** Lists what is in a group of a storm, or in all of it, a page at a time, in a dialog. */
import { z } from 'zod';
import { stormList } from '../../dialogs/storm/storm.ts';
import { Refused } from '../errors.ts';
import { byUrgency, groupOf } from '../incidents/grouping.ts';
import { defineQuery } from './define.ts';
import { groupInput } from './on-group.ts';

const rowsOnPage = 10;

export const group = defineQuery({
  verb: 'group',
  on: 'overview',
  about: 'storm',
  spoken: false,
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object({
    storm: groupInput.storm,
    group: groupInput.group.optional(),
    page: z.coerce.number().int().min(1).max(10_000).default(1),
  }),
  answer({ inStorm = [] }, { storm, group: key, page }, context, look) {
    const briefs = inStorm.filter((brief) => !key || brief.group === key).sort(byUrgency);
    if (briefs.length === 0) throw new Refused('noGroup');
    const pages = Math.ceil(briefs.length / rowsOnPage);
    const shown = Math.min(page, pages);
    return stormList(
      {
        ...(key && { title: groupOf(key, briefs, context.now).title }),
        count: briefs.length,
        rows: briefs.slice((shown - 1) * rowsOnPage, shown * rowsOnPage),
        page: shown,
        pages,
        hidden: { storm, ...(key && { group: key }) },
      },
      look,
    );
  },
});
