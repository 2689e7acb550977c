/** A shift's hand-over: what the next one must know, on one screen. */
import type { Handover } from '../../bot/incidents/handover.ts';
import type { Severity } from '../../bot/incidents/incident.ts';
import type { Window } from '../../bot/incidents/metrics.ts';
import type { LastWord } from '../../bot/incidents/next-step.ts';
import type { ShiftNote } from '../../bot/incidents/shift-notes.ts';
import { current, type IncidentState } from '../../bot/incidents/state.ts';
import { lengthText } from '../../bot/words/time.ts';
import { type Button, type ButtonData, type ButtonRow, buttonData, buttonRows } from '../button.ts';
import { type CardContext, clockOn, timeOn, workspaceOn } from '../context.ts';
import { type Fact, ownerText } from '../facts.ts';
import { fitted } from '../fit.ts';
import { incidentRow } from '../incident-row.ts';
import { type Card, template } from '../template.ts';
import { nameText, outsideText, saidText } from '../untrusted.ts';
import json from './handover.template.json' with { type: 'json' };
import { handoverFacts } from './lines.ts';

/** One incident that the next shift sees to first. */
export interface PressingRow {
  state: IncidentState;
  /** what it waits for, in our words */
  next: string;
  last?: LastWord;
  button: Button;
}

/** What `handover` says, counted from the store and cut to what the place may know. */
export interface HandoverContent extends Omit<Handover, 'pressing'> {
  /** name of the team or channels, empty for everything */
  scope: string;
  severities?: Severity[];
  window: Window;
  asOf: Date;
  /** what Sentinel held then is counted; absent: not all of it has been read yet */
  readAt?: Date;
  notes: ShiftNote[];
  /** the most urgent of those that press, and how many there are; the card shows some */
  pressing: PressingRow[];
  pressingCount: number;
  /** channels where more comes than can be read, and how much has come since when */
  storms: { channel: string; since: string; count: number }[];
  /** teams that practise, since when */
  drills: { channel: string; since: string }[];
  /** incidents left out, because not everybody here may see them */
  hidden: number;
  /** Sentinel workspaces whose data are older than they should be; `readAt` absent: not read since Muster started */
  late: { workspace: string; readAt?: Date }[];
  buttons: Button[];
}

interface RowData {
  number: string;
  title: string;
  severity: string;
  detail: string;
  last: string;
  hasLast: boolean;
  buttons: ButtonData[];
}

interface HandoverCardData {
  language: string;
  fallbackText: string;
  heading: string;
  scope: string;
  tiles: { count: string; label: string; color: string }[];
  notes: { about: string; text: string }[];
  rowsLabel: string;
  rows: RowData[];
  hasRows: boolean;
  more: string;
  hasMore: boolean;
  facts: Fact[];
  hidden: string;
  hasHidden: boolean;
  late: string;
  hasLate: boolean;
  asOf: string;
  buttonRows: ButtonRow[];
}

/** How much of it a card shows. */
export interface HandoverCaps {
  rows: number;
  notes: number;
  /** of a note or a last word, in characters */
  said: number;
  /** named in one line */
  named: number;
}

/** A card shows no more rows than this. */
export const mostRows = 6;

const caps: [HandoverCaps, ...HandoverCaps[]] = [
  { rows: mostRows, notes: 5, said: 280, named: 4 },
  { rows: 5, notes: 3, said: 140, named: 3 },
  { rows: 3, notes: 2, said: 80, named: 1 },
];

const render = template<HandoverCardData>('handover', json);

/** The card of `handover`. */
export function handoverCard(content: HandoverContent, context: CardContext): Card {
  return fitted(caps, (c) => render(data(content, context, c)));
}

function data(content: HandoverContent, context: CardContext, caps: HandoverCaps): HandoverCardData {
  const { words } = context;
  const sum = (counts: Partial<Record<string, number>>): number =>
    Object.values(counts).reduce<number>((all, count) => all + (count ?? 0), 0);
  const open = sum(content.open);
  const tile = (key: string, count: number, bad = 'Default') => ({
    count: String(count),
    label: words(`cards:handover.${key}`, { count }),
    color: count > 0 ? bad : 'Default',
  });
  const more = content.pressingCount - Math.min(caps.rows, content.pressing.length);
  return {
    language: context.language,
    fallbackText: words('cards:figures.fallback', { count: open }),
    heading: words('cards:handover.heading'),
    scope: scopeText(content, context),
    tiles: [
      tile('open', open),
      tile('overdue', content.overdue, 'Attention'),
      tile('arrived', sum(content.arrived)),
      tile('closed', sum(content.closed)),
    ],
    notes: content.notes.slice(-caps.notes).map(({ at, by, text }) => ({
      about: words('cards:handover.note', { name: nameText(by.name, words), time: timeOn(context, at) }),
      text: saidText(text, words, caps.said),
    })),
    rowsLabel: words('cards:handover.pressing'),
    rows: content.pressing.slice(0, caps.rows).map((row) => rowData(row, context, caps)),
    hasRows: content.pressing.length > 0,
    more: words('cards:handover.more', { count: Math.max(more, 0) }),
    hasMore: more > 0,
    facts: handoverFacts(content, context, caps.named),
    hidden: words('cards:figures.hidden', { count: content.hidden }),
    hasHidden: content.hidden > 0,
    late: content.late
      .map(({ workspace, readAt }) =>
        readAt
          ? words('cards:figures.late', { name: outsideText(workspace, 60), time: timeOn(context, readAt) })
          : words('cards:figures.unread', { name: outsideText(workspace, 60) }),
      )
      .join(' '),
    hasLate: content.late.length > 0,
    asOf: content.readAt
      ? words('cards:figures.asOfRead', {
          time: timeOn(context, content.asOf),
          read: clockOn(context, content.readAt),
        })
      : words('cards:figures.asOf', { time: timeOn(context, content.asOf) }),
    buttonRows: buttonRows(content.buttons),
  };
}

/** Whose hand-over, of which severities, and of which time. */
function scopeText({ scope, severities: of, window }: HandoverContent, context: CardContext): string {
  const { words } = context;
  return [
    scope ? outsideText(scope, 60) : words('cards:figures.everything'),
    of?.map((severity) => words(`cards:severity.${severity}`)).join(', '),
    words('cards:figures.window', { from: timeOn(context, window.from), to: timeOn(context, window.to) }),
  ]
    .filter(Boolean)
    .join(' · ');
}

function rowData(
  { state, next, last, button }: PressingRow,
  context: CardContext,
  { said }: HandoverCaps,
): RowData {
  const { words, now } = context;
  const incident = current(state);
  const age = lengthText(now.getTime() - Date.parse(incident.createdAt));
  const owner = ownerText(incident, context);
  const row = incidentRow(
    incident,
    [workspaceOn(context, incident), owner, age, outsideText(next, 120)],
    context,
  );
  return {
    ...row,
    number: `#${row.number} `,
    last: last
      ? words('cards:handover.last', {
          name: nameText(last.by.name, words, 40),
          time: clockOn(context, last.at),
          text: saidText(last.text, words, said),
        })
      : '',
    hasLast: last !== undefined,
    buttons: [buttonData(button)],
  };
}
