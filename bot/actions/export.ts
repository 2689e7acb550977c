/** The incidents of a window as a table, for whoever counts or reports by their own means. */
import { z } from 'zod';
import { noticeCard } from '../../cards/notice/notice.ts';
import { csvOf } from '../reports/csv.ts';
import { columns, lineOf } from '../reports/table.ts';
import { defineQuery } from './define.ts';

const days = 30;

export const exportTable = defineQuery({
  verb: 'export',
  on: 'overview',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object({}),
  days,
  answer({ overview: { incidents } }, _input, _context, look) {
    const key = incidents.length > 0 ? 'talk:export.offered' : 'talk:export.none';
    return noticeCard({ text: look.words(key, { days }), tone: 'plain' }, look);
  },
  files({ overview: { incidents }, view }, _input, _context, look) {
    if (incidents.length === 0) return [];
    const oldestFirst = incidents.toSorted((a, b) => a.arrivedAt.localeCompare(b.arrivedAt));
    const rows = oldestFirst.map((state) => lineOf(state, view, look));
    const day = look.now.toISOString().slice(0, 10);
    return [
      {
        name: `incidents-${day}.csv`,
        description: look.words('talk:export.table', { count: rows.length }),
        content: csvOf(
          columns.map((column) => look.words(`reports:column.${column}`)),
          rows,
        ),
      },
    ];
  },
});
