/** Lists what is open. */
import { z } from 'zod';
import { listCard } from '../../cards/list/list.ts';
import { defineQuery } from './define.ts';
import { narrowed, narrowing, titled } from './narrowed.ts';
import { bySeverity, rowOf, shownRows } from './rows.ts';

export const open = defineQuery({
  verb: 'open',
  says: ['list', 'offen', 'offene'],
  on: 'overview',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object(narrowing.input),
  typed: narrowing.typed,
  numbers: false,
  counts: true,
  closedSince: (_input, _channels, look) => look.now,
  answer({ overview, hidden }, { of }, context, look) {
    const { fits, scope } = narrowed(of, overview.channels, look);
    const incidents = overview.rows.filter((row) => row.status !== 'Closed' && fits(row)).sort(bySeverity);
    return listCard(
      {
        title: titled(look.words('talk:open.title', { count: incidents.length }), scope),
        rows: incidents.slice(0, shownRows).map((row) => rowOf(row, look, context.now)),
        more: more(incidents.length, hidden, look.words),
      },
      look,
    );
  },
});

/** What a list leaves out, in one sentence; undefined where it leaves out nothing. */
export function more(
  count: number,
  hidden: number,
  words: (key: string, params?: Record<string, number>) => string,
) {
  const parts = [
    ...(count > shownRows ? [words('talk:open.more', { count: count - shownRows })] : []),
    ...(hidden > 0 ? [words('talk:open.hidden', { count: hidden })] : []),
  ];
  return parts.length > 0 ? parts.join(' ') : undefined;
}
