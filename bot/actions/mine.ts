/** Lists the open incidents that the one who asks owns. */
import { z } from 'zod';
import { listCard } from '../../cards/list/list.ts';
import { isOwner } from './changes.ts';
import { defineQuery } from './define.ts';
import { narrowed, narrowing, titled } from './narrowed.ts';
import { more } from './open.ts';
import { bySeverity, rowOf, shownRows } from './rows.ts';

export const mine = defineQuery({
  verb: 'mine',
  says: ['meine'],
  on: 'overview',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object(narrowing.input),
  typed: narrowing.typed,
  numbers: false,
  counts: true,
  closedSince: (_input, _channels, look) => look.now,
  answer({ overview }, { of }, context, look) {
    const { fits, scope } = narrowed(of, overview.channels, look);
    const incidents = overview.rows
      .filter((row) => row.status !== 'Closed' && isOwner(row, context.actor))
      .filter(fits)
      .sort(bySeverity);
    return listCard(
      {
        title: titled(look.words('talk:mine.title', { count: incidents.length }), scope),
        rows: incidents.slice(0, shownRows).map((row) => rowOf(row, look, context.now)),
        more: more(incidents.length, 0, look.words),
      },
      look,
    );
  },
});
