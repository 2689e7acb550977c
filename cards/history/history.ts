/** What happened with an incident, page by page. */
import { type Button, type ButtonRow, buttonRows } from '../button.ts';
import { type CardContext, timeOn } from '../context.ts';
import { fitted } from '../fit.ts';
import { type Card, template } from '../template.ts';
import { nameText, outsideText, titleText } from '../untrusted.ts';
import json from './history.template.json' with { type: 'json' };

interface HistoryLine {
  /** ISO */
  at: string;
  who: string;
  /** our words */
  what: string;
  /** what somebody wrote */
  text?: string;
}

/** One page of an incident’s history. */
export interface HistoryContent {
  number: number;
  title: string;
  lines: HistoryLine[];
  /** from 1 */
  page: number;
  pages: number;
  buttons: Button[];
}

interface HistoryCardData {
  language: string;
  fallbackText: string;
  heading: string;
  title: string;
  lines: { at: string; who: string; what: string; text: string; hasText: boolean }[];
  empty: string;
  isEmpty: boolean;
  page: string;
  hasPages: boolean;
  buttonRows: ButtonRow[];
}

const render = template<HistoryCardData>('history', json);

/** One page of a history; long texts are shortened until the page fits, never left out. */
export function historyCard(history: HistoryContent, context: CardContext): Card {
  return fitted([600, 200, 80, 20], (max) => render(data(history, context, max)));
}

function data(history: HistoryContent, context: CardContext, max: number): HistoryCardData {
  const { words } = context;
  const { number, page, pages } = history;
  return {
    language: context.language,
    fallbackText: words('cards:history.heading', { number }),
    heading: words('cards:history.heading', { number }),
    title: titleText(history.title, words, 160),
    lines: history.lines.map((line) => {
      const text = outsideText(line.text, max);
      const what = outsideText(line.what, 200);
      return {
        at: timeOn(context, line.at),
        who: nameText(line.who, words),
        what,
        text,
        hasText: text !== '',
      };
    }),
    empty: words('cards:history.empty'),
    isEmpty: history.lines.length === 0,
    page: words('cards:history.page', { page, pages }),
    hasPages: pages > 1,
    buttonRows: buttonRows(history.buttons),
  };
}
