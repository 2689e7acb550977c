/** The incidents of a window as a table, for whoever counts or reports by their own means. */
import { z } from 'zod';
import { type CardContext, timeOn } from '../../cards/context.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import type { ChannelState } from '../incidents/channel.ts';
import type { FiguresRow } from '../incidents/figures-row.ts';
import { earliest } from '../incidents/fold-times.ts';
import { isoOf } from '../incidents/incident.ts';
import { measuredOf } from '../incidents/measured.ts';
import { lastDays, type Window } from '../incidents/metrics.ts';
import { csvOf } from '../reports/csv.ts';
import { columns, lineOf } from '../reports/table.ts';
import { defineQuery, type Facts } from './define.ts';
import { readStatus, type StatusAsked } from './status-words.ts';

const days = 30;

interface Asked {
  of?: string;
}

export const exportTable = defineQuery({
  verb: 'export',
  on: 'overview',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object({ of: z.string().trim().max(200).optional() }),
  typed: (rest) => (rest ? { of: rest } : {}),
  numbers: false,
  counts: true,
  closedSince: (input, channels, look) => readAsked(input, channels, look).window.from,
  answer(facts, input, _context, look) {
    const { window } = readAsked(input, facts.overview.channels, look);
    const key = asked(facts, input, look).length > 0 ? 'talk:export.offered' : 'talk:export.none';
    const [from, to] = [timeOn(look, window.from), timeOn(look, window.to)];
    return noticeCard({ text: look.words(key, { from, to }), tone: 'plain' }, look);
  },
  files(facts, input, _context, look) {
    const oldestFirst = asked(facts, input, look).toSorted((a, b) => a.arrivedAt.localeCompare(b.arrivedAt));
    if (oldestFirst.length === 0) return [];
    const rows = oldestFirst.map((row) => lineOf(row, facts.view, look));
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

/** What the words mean, as `status` takes them; the last thirty days where they name no time. */
function readAsked(
  { of }: Asked,
  channels: ChannelState[],
  { now, zone, language }: CardContext,
): StatusAsked & { window: Window } {
  const names = channels.filter((one) => one.soc || one.connection).map(nameOf);
  return { window: lastDays(days, now), ...(of && readStatus(of, names, { now, zone, language })) };
}

/** Of what the asker may see, what was open at some time within the window, and is of that team and those severities. */
function asked({ overview }: Facts, input: Asked, look: CardContext): FiguresRow[] {
  const { team, severities, window } = readAsked(input, overview.channels, look);
  const channel = overview.channels.find((one) => team && nameOf(one) === team);
  return overview.rows.filter((row) => {
    const { severity, createdAt, teams } = row;
    const closed = measuredOf(row).closedAt ?? row.deletedAt;
    // Sentinel's clock may be ahead of ours: what is here has begun.
    const begun = earliest(isoOf(createdAt), row.arrivedAt)!;
    const isOf = !channel || channel.soc || teams.some((one) => one.channel === channel.place?.id);
    return (
      isOf &&
      (!severities || severities.includes(severity)) &&
      begun < window.to.toISOString() &&
      (!closed || closed >= window.from.toISOString())
    );
  });
}

function nameOf({ soc, connection }: ChannelState): string {
  return soc ? 'SOC' : (connection?.name ?? '');
}
