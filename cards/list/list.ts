/** A list: open incidents, mine, routes, results, or what is about to be done to several. */
import type { Severity } from '../../bot/incidents/incident.ts';
import { type Button, type ButtonData, type ButtonRow, buttonData, buttonRows } from '../button.ts';
import type { CardContext } from '../context.ts';
import { fitted } from '../fit.ts';
import { type Card, template } from '../template.ts';
import { outsideText, titleText } from '../untrusted.ts';
import json from './list.template.json' with { type: 'json' };

interface ListRow {
  text: string;
  detail?: string;
  severity?: Severity;
  button?: Button;
}

/** What a list shows; rows may hold anybody’s words. */
export interface ListContent {
  title: string;
  rows: ListRow[];
  /** a sentence below the rows */
  more?: string;
  buttons?: Button[];
}

interface RowData {
  text: string;
  detail: string;
  hasDetail: boolean;
  severity: string;
  buttons: ButtonData[];
  hasButton: boolean;
}

interface ListCardData {
  language: string;
  fallbackText: string;
  title: string;
  rows: RowData[];
  left: string;
  hasLeft: boolean;
  more: string;
  hasMore: boolean;
  buttonRows: ButtonRow[];
}

const caps: [Caps, ...Caps[]] = [
  { rows: 20, text: 160, detail: 240 },
  { rows: 15, text: 120, detail: 120 },
  { rows: 8, text: 80, detail: 80 },
];

interface Caps {
  rows: number;
  text: number;
  detail: number;
}

const render = template<ListCardData>('list', json);

/** The list's card; says how many rows it leaves out where they are too many for a card. */
export function listCard(list: ListContent, context: CardContext): Card {
  return fitted(caps, (c) => render(data(list, context, c)));
}

function data(list: ListContent, context: CardContext, caps: Caps): ListCardData {
  const { words } = context;
  const left = list.rows.length - caps.rows;
  return {
    language: context.language,
    fallbackText: words('cards:notice.fallback'),
    title: outsideText(list.title, 120),
    rows: list.rows.slice(0, caps.rows).map((row) => rowData(row, context, caps)),
    left: words('cards:list.left', { count: Math.max(left, 0) }),
    hasLeft: left > 0,
    more: outsideText(list.more),
    hasMore: Boolean(list.more),
    buttonRows: buttonRows(list.buttons ?? []),
  };
}

function rowData(row: ListRow, { words }: CardContext, caps: Caps): RowData {
  const detail = outsideText(row.detail, caps.detail);
  return {
    text: titleText(row.text, words, caps.text),
    detail: row.severity && detail ? ` · ${detail}` : detail,
    hasDetail: detail !== '' || row.severity !== undefined,
    severity: row.severity ? words(`cards:severity.${row.severity}`) : '',
    buttons: row.button ? [buttonData(row.button)] : [],
    hasButton: row.button !== undefined,
  };
}
