/** The list of what is in a storm, or in one of its groups: a page in a dialog, with a button for each own card. */
import { type Brief, isLate } from '../../bot/incidents/grouping.ts';
import { type CardContext, timeOn } from '../../cards/context.ts';
import { fitted } from '../../cards/fit.ts';
import { type Card, template } from '../../cards/template.ts';
import { titleText } from '../../cards/untrusted.ts';
import json from './storm.template.json' with { type: 'json' };

/** One page; titles may be anybody’s words. */
export interface StormList {
  /** the group's title; absent for everything */
  title?: string;
  /** how many incidents there are on all pages */
  count: number;
  rows: Brief[];
  page: number;
  pages: number;
  /** travels back with each button: the storm, and the group where it is about one */
  hidden: Record<string, string>;
}

interface Turn {
  title: string;
  data: Record<string, string>;
}

interface StormListData {
  language: string;
  fallbackText: string;
  heading: string;
  rows: { text: string; severity: string; detail: string; hasButton: boolean; buttons: Turn[] }[];
  page: string;
  hasPages: boolean;
  turns: Turn[];
  hasTurns: boolean;
}

const render = template<StormListData>('storm list', json);

/** The page's card, whose buttons go to the same dialog again. */
export function stormList(list: StormList, context: CardContext): Card {
  return fitted([160, 80, 40], (title) => render(data(list, context, title)));
}

function data(list: StormList, context: CardContext, max: number): StormListData {
  const { words } = context;
  const { count, page, pages, hidden } = list;
  const turn = (to: number, key: 'newer' | 'older'): Turn => ({
    title: words(`dialogs:storm.${key}`),
    data: { ...hidden, verb: 'group', page: String(to) },
  });
  const heading = list.title
    ? words('dialogs:storm.group', { count, title: titleText(list.title, words, max) })
    : words('dialogs:storm.all', { count });
  return {
    language: context.language,
    fallbackText: words('dialogs:storm.title'),
    heading,
    rows: list.rows.map((brief) => ({
      text: titleText(`#${brief.number} ${brief.title}`, words, max),
      severity: words(`cards:severity.${brief.severity}`),
      detail: detailOf(brief, context),
      hasButton: !brief.carded,
      buttons: [
        {
          title: words('dialogs:storm.post'),
          data: {
            ...hidden,
            verb: 'post card',
            from: 'group',
            incident: brief.logKey,
            rev: String(brief.seq),
            page: String(page),
          },
        },
      ],
    })),
    page: words('dialogs:storm.page', { page, pages }),
    hasPages: pages > 1,
    turns: [
      ...(page > 1 ? [turn(page - 1, 'newer')] : []),
      ...(page < pages ? [turn(page + 1, 'older')] : []),
    ],
    hasTurns: pages > 1,
  };
}

function detailOf(brief: Brief, context: CardContext): string {
  const { words, now } = context;
  const standing = brief.closed
    ? words('dialogs:storm.closed')
    : isLate(brief, now)
      ? words('dialogs:storm.overdue')
      : words(brief.acknowledged ? 'dialogs:storm.acknowledged' : 'dialogs:storm.waiting');
  const carded = brief.carded ? [words('dialogs:storm.carded')] : [];
  return ['', standing, timeOn(context, brief.createdAt), ...carded].join(' · ');
}
