/** How Muster itself is: what it could not do, what is late, what it can't reach; for the SOC. */
import type { Gone } from '../../bot/errors.ts';
import { type Parked, parkedIn, type Trouble, type Troubles } from '../../bot/incidents/trouble.ts';
import { type Button, type ButtonRow, buttonRows } from '../button.ts';
import { type CardContext, clockOn, timeOn } from '../context.ts';
import { fitted } from '../fit.ts';
import { type Card, template } from '../template.ts';
import { type ChannelName, undoneText, whyText } from '../trouble.ts';
import { nameText, outsideText } from '../untrusted.ts';
import json from './health.template.json' with { type: 'json' };

/** Something whose log has trouble: an incident or a channel. */
export interface Troubled {
  /** such as `#1042 Suspicious sign-in`, or the channel's name; may hold anybody's words */
  name: string;
  trouble: Troubles;
  channel: ChannelName;
  /** what can be done about one of its effects, or, without one, about it */
  buttons(effect?: string): Button[];
}

/** What `health` says. */
export interface HealthContent {
  asOf: Date;
  /** `late`: its data are older than they should be */
  workspaces: { name: string; lastPoll?: Date; lastSweep?: Date; doubted: number; late: boolean }[];
  /** what waits for its turn, and how often a service asked for patience since Muster started */
  services: { name: 'teams' | 'sentinel'; waiting: number; throttled: number }[];
  /** channels that should get incidents and can't be written to; `since` may be empty */
  unreachable: { name: string; why: Gone; since: string }[];
  /** connected channels in which nobody is there to be asked: their names. That alone is no trouble of Muster's */
  withoutContact: string[];
  troubled: Troubled[];
  /** logs that Muster can't read: by their keys, since when */
  unreadable: { log: string; since: string }[];
  /** what can be done about all of it at once */
  buttons?: Button[];
}

interface Row {
  text: string;
  detail: string;
  hasDetail: boolean;
  note: string;
  hasNote: boolean;
  buttonRows: ButtonRow[];
}

interface Section {
  title: string;
  rows: Row[];
  left: string;
  hasLeft: boolean;
}

interface HealthCardData {
  language: string;
  fallbackText: string;
  band: string;
  heading: string;
  summary: string;
  asOf: string;
  sections: Section[];
  allRows: ButtonRow[];
}

const caps: [Caps, ...Caps[]] = [
  { rows: 8, text: 120 },
  { rows: 4, text: 80 },
  { rows: 2, text: 60 },
];

interface Caps {
  rows: number;
  text: number;
}

const render = template<HealthCardData>('health', json);

/** The card of `health`: first what somebody has to decide, then what is late, then what it depends on. */
export function healthCard(content: HealthContent, context: CardContext): Card {
  return fitted(caps, (c) => render(data(content, context, c)));
}

function data(content: HealthContent, context: CardContext, caps: Caps): HealthCardData {
  const { words } = context;
  const parked = content.troubled
    .flatMap((of) => parkedIn(of.trouble).map((one) => ({ of, one })))
    .sort((a, b) => a.one.parked.at.localeCompare(b.one.parked.at));
  const late = content.troubled
    .flatMap((of) =>
      Object.values(of.trouble)
        .filter((one) => !one.parked)
        .map((one) => ({ of, one })),
    )
    .sort((a, b) => a.one.since.localeCompare(b.one.since));
  const oldWorkspaces = content.workspaces.filter((one) => one.late || one.doubted > 0);
  const broken = parked.length + content.unreadable.length;
  const amiss = late.length + content.unreachable.length + oldWorkspaces.length;
  const counts = (
    [
      ['parked', parked.length],
      ['unreadable', content.unreadable.length],
      ['unreachable', content.unreachable.length],
      ['old', oldWorkspaces.length],
      ['late', late.length],
    ] as const
  ).filter(([, count]) => count > 0);
  const summary = counts.map(([key, count]) => words(`cards:health.count.${key}`, { count })).join(' ');
  const section = (key: string, rows: Row[]): Section => {
    const left = rows.length - caps.rows;
    return {
      title: words(`cards:health.section.${key}`),
      rows: rows.slice(0, caps.rows),
      left: words('cards:list.left', { count: Math.max(left, 0) }),
      hasLeft: left > 0,
    };
  };
  const sections = [
    section(
      'parked',
      parked.map(({ of, one }) => parkedRow(of, one, context, caps)),
    ),
    section(
      'unreadable',
      content.unreadable.map(({ log, since }) =>
        row(outsideText(log, caps.text), words('cards:health.unreadable'), sinceText(since, context)),
      ),
    ),
    section(
      'unreachable',
      content.unreachable.map(({ name, why, since }) =>
        row(
          nameText(name, words, caps.text),
          words(`talk:outage.mend.${why}`),
          [words(`talk:outage.why.${why}`), since && sinceText(since, context)].filter(Boolean).join(' · '),
        ),
      ),
    ),
    section(
      'withoutContact',
      content.withoutContact.map((name) =>
        row(nameText(name, words, caps.text), words('cards:health.noContact')),
      ),
    ),
    section(
      'late',
      late.map(({ of, one }) =>
        row(
          named(of, caps),
          undoneText(one, context, of.channel),
          words('cards:health.trying', { time: clockOn(context, one.since) }),
          of.buttons(),
        ),
      ),
    ),
    section(
      'workspaces',
      content.workspaces.map((one) => workspaceRow(one, context, caps)),
    ),
    section(
      'services',
      content.services.map(({ name, waiting, throttled }) =>
        row(
          words(`cards:parked.service.${name}`),
          [
            words(`cards:health.waiting.${name}`, { count: waiting }),
            ...(throttled > 0 ? [words('cards:health.throttled', { count: throttled })] : []),
          ].join(' '),
        ),
      ),
    ),
  ];
  return {
    language: context.language,
    fallbackText: summary || words('cards:health.well'),
    band: broken > 0 ? 'attention' : amiss > 0 ? 'warning' : 'good',
    heading: words('cards:health.heading'),
    summary: summary || words('cards:health.well'),
    asOf: words('cards:figures.asOf', { time: timeOn(context, content.asOf) }),
    allRows: parked.length > 1 ? buttonRows(content.buttons ?? []) : [],
    sections: sections.filter(({ rows }) => rows.length > 0),
  };
}

function parkedRow(
  of: Troubled,
  one: Trouble & { id: string; parked: Parked },
  context: CardContext,
  caps: Caps,
): Row {
  const what = `${undoneText(one, context, of.channel)} ${whyText(one.parked, one.where, context)}`;
  return row(named(of, caps), what, sinceText(one.parked.at, context), of.buttons(one.id));
}

function workspaceRow(
  { name, lastPoll, lastSweep, doubted, late }: HealthContent['workspaces'][number],
  context: CardContext,
  caps: Caps,
): Row {
  const { words } = context;
  const read = lastPoll
    ? words('cards:health.read', { time: timeOn(context, lastPoll) })
    : words('cards:health.unread');
  const swept = lastSweep
    ? words('cards:health.swept', { time: timeOn(context, lastSweep) })
    : words('cards:health.unswept');
  const amiss = [
    ...(late ? [words('cards:health.old')] : []),
    ...(doubted > 0 ? [words('cards:health.doubted', { count: doubted })] : []),
  ];
  return row(outsideText(name, caps.text), amiss.join(' '), `${read} · ${swept}`);
}

function row(text: string, detail: string, note = '', buttons: Button[] = []): Row {
  return {
    text,
    detail,
    hasDetail: detail !== '',
    note,
    hasNote: note !== '',
    buttonRows: buttonRows(buttons),
  };
}

function named({ name }: Troubled, { text }: Caps): string {
  return outsideText(name, text);
}

function sinceText(time: string, context: CardContext): string {
  return context.words('cards:since', { time: timeOn(context, time) });
}
