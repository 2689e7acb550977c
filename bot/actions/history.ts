/** An incident's whole history, a page at a time, the newest first. */
import { z } from 'zod';
import type { CardContext } from '../../cards/context.ts';
import { historyCard } from '../../cards/history/history.ts';
import { Refused } from '../errors.ts';
import { current } from '../incidents/state.ts';
import { type Line, timeline } from '../incidents/timeline.ts';
import { defineQuery } from './define.ts';
import { named } from './say-words.ts';

const linesOnPage = 15;

/** What a line says happened, in the reader's words. */
export function lineText(line: Line, look: CardContext): string {
  return look.words(`talk:timeline.${line.key}`, named(line.params, look));
}

export const history = defineQuery({
  verb: 'history',
  on: 'overview',
  about: 'incident',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object({ page: z.coerce.number().int().min(1).max(10_000).default(1) }),
  answer({ incident, entries, view }, { page }, _context, look) {
    if (!incident) throw new Refused('whichIncident', { verb: 'history' });
    const lines = timeline(incident, entries ?? [], view).reverse();
    const pages = Math.max(1, Math.ceil(lines.length / linesOnPage));
    const shown = Math.min(page, pages);
    const turn = (to: number, key: string) => ({
      title: look.words(`talk:button.${key}`),
      verb: 'history',
      data: { incident: incident.logKey, page: String(to) },
      dialog: false,
      style: 'default' as const,
    });
    return historyCard(
      {
        number: current(incident).number,
        title: current(incident).title,
        lines: lines.slice((shown - 1) * linesOnPage, shown * linesOnPage).map((line) => ({
          at: line.at,
          who: line.who,
          what: lineText(line, look),
          ...(line.text !== undefined && { text: line.text || look.words('cards:erased') }),
        })),
        page: shown,
        pages,
        buttons: [
          ...(shown > 1 ? [turn(shown - 1, 'newer')] : []),
          ...(shown < pages ? [turn(shown + 1, 'older')] : []),
        ],
      },
      look,
    );
  },
});
