/** Answers a question to Muster: once for what everybody here may see, once more for what only the asker may. */

import type { CardContext } from '../../cards/context.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import type { Card } from '../../cards/template.ts';
import { checked } from '../checked.ts';
import { Refused } from '../errors.ts';
import { maySee, showsMore, type View } from '../incidents/audience.ts';
import { type ChannelState, channelLogKey } from '../incidents/channel.ts';
import { type FiguresRow, shownOf } from '../incidents/figures-row.ts';
import { isPractice } from '../incidents/practice.ts';
import { defenderNumber } from '../incidents/redirect.ts';
import { current, type IncidentEntry, type IncidentState } from '../incidents/state.ts';
import type { Journal } from '../log/journal.ts';
import { channels as channelKind, incidents as incidentKind } from '../log/kinds.ts';
import type { SnapshotQuery, Snapshots } from '../ports.ts';
import { allow } from './allowed.ts';
import { buttonsFor } from './buttons.ts';
import type { Action, Context, Facts, Health, Late, MadeFile, Overview, QueryAction } from './define.ts';
import { type Gathering, viewOf } from './gather.ts';
import type { Searchable } from './searchable.ts';

export type Inquiring = Gathering & {
  journal: Journal;
  snapshots: Snapshots;
  actions: Action[];
  /** workspaces whose data are older than they should be */
  late(): Late[];
  /** when the workspace was read that was read longest ago */
  readAt?(): Date | undefined;
  /** how Muster itself is */
  health(): Promise<Health>;
  /** what is searched; absent: nothing can be */
  searchable?: Pick<Searchable, 'recent'>;
  /** told of an incident that the asker named by its number and may not see: it is answered as if there were none */
  unseen?(logKey: string): void;
};

/** An answer for the place, and what the one who asked may see besides, for their own chat. */
export interface Answered {
  here: Card;
  alone?: Card;
  files?: MadeFile[];
}

const daysOfFigures = 7;
/** Verbs that tell what is in the log itself. */
const withEntries = ['history', 'report'];

export async function inquire(
  action: QueryAction,
  logKey: string | undefined,
  input: unknown,
  context: Context,
  look: CardContext,
  around: Inquiring,
): Promise<Answered> {
  const read = checked(action.input, input);
  if (read === undefined) throw new Refused('input', { verb: action.verb });
  allow(action, context);
  const here = context.here;
  const own = viewOf(context);
  const facts = await gatherFacts(action, read, logKey, context, look, around);
  const { incident, overview } = facts;
  if (incident && !maySee(own, incident)) throw new Refused('unknownIncident', {}, 'maySee');
  const factsFor = (view: View): Facts => {
    const incidents = overview.incidents.filter((state) => maySee(view, state));
    const rows = overview.rows.filter((row) => maySee(view, row));
    const channels = overview.channels.filter((channel) => knows(view, channel));
    return { ...facts, overview: { incidents, rows, channels }, view, hidden: hiddenFrom(view, overview) };
  };
  const answerFor = (view: View): Card => action.answer(factsFor(view), read, context, look);
  // The files say it all, and go to the asker's own chat: the answer is one sentence that is fit for anybody.
  if (action.files) return { here: answerFor(own), files: action.files(factsFor(own), read, context, look) };
  if (action.verb === 'help' || context.audience === 'personal' || !showsMore(own, here))
    return { here: answerFor(here) };
  if (incident && !maySee(here, incident))
    return {
      here: noticeCard({ text: look.words('talk:inYourChat'), tone: 'plain' }, look),
      alone: answerFor(own),
    };
  return { here: answerFor(here), alone: answerFor(own) };
}

/** How many open incidents the view leaves out. */
function hiddenFrom(view: View, { incidents, rows }: Overview): number {
  return [...incidents, ...rows].filter((one) => shownOf(one).status !== 'Closed' && !maySee(view, one))
    .length;
}

function knows(view: View, { place }: ChannelState): boolean {
  return view === 'all' || view.includes(place?.id ?? '');
}

/** Everything the one who asks may see; each view is cut from it. */
async function gatherFacts(
  action: QueryAction,
  input: unknown,
  logKey: string | undefined,
  context: Context,
  look: CardContext,
  around: Inquiring,
): Promise<Omit<Facts, 'view' | 'hidden'>> {
  const { journal, snapshots, clock, channels, actions, late, readAt, health, unseen } = around;
  const own = viewOf(context);
  // One that Muster was taken out of is still a team's, which has to be mended.
  const present = (await channels()).filter((channel) => channel.present || channel.connection);
  const buttons: Facts['buttons'] = (state, audience, channel) =>
    buttonsFor(actions, state, audience, channel, look);
  if (action.about === 'muster')
    return {
      overview: { channels: present, incidents: [], rows: [] },
      buttons,
      late: late(),
      health: await health(),
    };
  if (action.about === 'place') {
    const place = await journal.read(channelKind, channelLogKey(context.place.id));
    return { overview: { channels: present, incidents: [], rows: [] }, buttons, late: [], place };
  }
  if (action.about !== 'incident') {
    const known = present.filter((channel) => knows(own, channel));
    const since =
      action.closedSince?.(input, known, look) ??
      new Date(clock.now().getTime() - daysOfFigures * 86_400_000);
    const query = { open: true, closedSince: since.toISOString() } as const;
    const numbers = action.numbersIn?.(input) ?? [];
    const recent = await statesFor(action, query, around);
    const all = [...recent, ...(await byNumbers(numbers, snapshots, recent))];
    const incidents = all.filter((state) => maySee(own, state));
    for (const number of numbers) {
      const named = all.find((state) => numbersOf(state).includes(number));
      if (named && !incidents.some((state) => numbersOf(state).includes(number))) unseen?.(named.logKey);
    }
    const rows = action.counts ? (await listRows(snapshots, query)).filter((row) => maySee(own, row)) : [];
    const read = readAt?.();
    const overview = { channels: present, incidents, rows };
    return { overview, buttons, late: late(), ...(read && { readAt: read }) };
  }
  const overview = { channels: present, incidents: [], rows: [] };
  if (!logKey) return { overview, buttons, late: [] };
  const incident = await journal.read(incidentKind, logKey);
  if (!incident.seen) throw new Refused('unknownIncident');
  const entries = withEntries.includes(action.verb)
    ? ((await journal.entries(logKey)) as IncidentEntry[])
    : [];
  return { overview, buttons, late: [], incident, entries };
}

/** What the answer is made from, besides rows. */
async function statesFor(
  { counts, searches }: QueryAction,
  query: { open: true; closedSince: string },
  { snapshots, searchable }: Inquiring,
): Promise<IncidentState[]> {
  if (counts) return [];
  return searches && searchable ? searchable.recent() : listIncidents(snapshots, query);
}

/** The same as rows: what is open, and what was closed since then (ISO). Practice counts for nothing. */
export async function listRows(
  snapshots: Pick<Snapshots, 'rows'>,
  query: Parameters<Snapshots['rows']>[0],
): Promise<FiguresRow[]> {
  const found = await snapshots.rows(query);
  return found
    .flatMap(({ logKey, row }) => (row ? [{ logKey, ...row }] : []))
    .filter(({ logKey }) => !isPractice(logKey));
}

/** Those that go by these numbers, and are not there already. */
export async function byNumbers(
  numbers: number[],
  snapshots: Pick<Snapshots, 'list'>,
  known: IncidentState[],
): Promise<IncidentState[]> {
  const found = await Promise.all(numbers.map((number) => listIncidents(snapshots, { number })));
  const there = new Set(known.map(({ logKey }) => logKey));
  return found.flat().filter(({ logKey }) => !there.has(logKey) && there.add(logKey));
}

function numbersOf(state: IncidentState): number[] {
  const incident = current(state);
  return [incident.number, defenderNumber(incident) ?? incident.number];
}

/** Incidents from their snapshots, which may be a moment behind their logs. Practice counts for nothing. */
export async function listIncidents(
  snapshots: Pick<Snapshots, 'list'>,
  query: Omit<SnapshotQuery, 'kind'>,
): Promise<IncidentState[]> {
  const found = await snapshots.list({ kind: 'incident', ...query });
  return found
    .map((snapshot) => snapshot.state as IncidentState)
    .filter((state) => state.seen && !isPractice(state.logKey));
}
