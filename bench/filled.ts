/** A store as years of use leave it: so many incidents, most of them closed long ago. */

import type { Incident } from '../bot/incidents/incident.ts';
import { incidentLogKey } from '../bot/incidents/state.ts';
import { type Effect, type Entry, type EntryFacts, type Event, entryId, hashOf } from '../bot/log/entry.ts';
import { incidents as incidentKind } from '../bot/log/kinds.ts';
import type { Store } from '../bot/ports.ts';
import { ada, ben, soc, teamChannel, workspaceName } from './virtual.ts';

/** The id of the incident of a number; the numbers of those that are open are the last. */
export function idOf(number: number): string {
  return `${String(number).padStart(8, '0')}-2222-4333-8444-555555555555`;
}

export function incidentOf(number: number, isOpen: boolean, now: Date): Incident {
  // Those that are closed were so a month and more ago.
  const at = new Date(now.getTime() - (isOpen ? 3_600_000 : 30 * 86_400_000 + number * 60_000)).toISOString();
  return {
    workspace: workspaceName,
    id: idOf(number),
    number,
    etag: `"${number}"`,
    title: `Something that rule ${number % 25} looks for`,
    severity: 'Medium',
    status: isOpen ? 'New' : 'Closed',
    ...(!isOpen && { classification: 'Undetermined' }),
    labels: [],
    createdAt: at,
    modifiedAt: at,
    provider: 'Azure Sentinel',
    ruleIds: [`rule-${number % 25}`],
    alertsCount: 1,
    bookmarksCount: 0,
    commentsCount: 0,
    products: [],
    tactics: [],
    techniques: [],
  };
}

/** One that was created, and will be closed, at some time of the last fortnight. */
function lateOf(number: number, now: Date): Incident {
  const minutes = 60 + ((number * 197) % (14 * 24 * 60 - 120));
  const at = new Date(now.getTime() - minutes * 60_000).toISOString();
  return { ...incidentOf(number, true, now), createdAt: at, modifiedAt: at };
}

/** The conversation of the thread that an incident has in the SOC's channel. */
export const threadOf = (number: number): string => `${soc};messageid=${1_600_000_000_000 + number}`;

/** How a store is filled besides. */
export interface Filling {
  /** so many, those before the open ones, were worked and closed within the last fortnight */
  lately: number;
  /** so many teams are concerned in turn by what is open and what was closed lately */
  teams: number;
}

/** Puts so many in, of which the last `open` are open; each with its log of three entries or some more, and its snapshot. */
export async function fill(
  store: Store,
  all: number,
  open: number,
  now: Date,
  { lately, teams }: Filling = { lately: 0, teams: 0 },
): Promise<void> {
  for (let number = 1; number <= all; number++) {
    const isOpen = number > all - open;
    const isLate = !isOpen && number > all - open - lately;
    const version = isLate ? lateOf(number, now) : incidentOf(number, isOpen, now);
    const logKey = incidentLogKey(version.workspace, version.id);
    const team = teamChannel(number % Math.max(1, teams));
    const isWorked = teams > 0 && (isOpen || isLate);
    const toSoc = {
      channel: soc,
      audience: 'soc',
      name: 'SOC',
      reasons: [{ field: 'soc', pattern: '' }],
      entities: [],
    };
    const toTeam = { ...toSoc, channel: team, audience: 'team', name: `Team ${number % teams}` };
    const posted = { kind: 'posted', about: 'card', channel: soc, thread: threadOf(number) };
    let state = incidentKind.empty(logKey);
    const append = async (action: string, events: object[], text?: string, minutes = 0): Promise<void> => {
      const at = new Date(Date.parse(version.createdAt) + minutes * 60_000).toISOString();
      const entry = entryOf(logKey, state.seq + 1, state.head, at, action, events as Event[], text);
      await store.log.append(entry);
      state = incidentKind.fold(state, entry as never);
    };
    await append('arrived', [
      { kind: 'arrived', incident: version, backlog: !isWorked },
      { kind: 'routed', routes: isWorked ? [toSoc, toTeam] : [toSoc] },
    ]);
    await append('posted', [{ ...posted, message: threadOf(number).split('=')[1], rev: 1 }]);
    await append(
      'comment',
      [{ kind: 'commented', id: 'c', by: ada, channel: soc }],
      'It was a traveller. '.repeat(20),
    );
    if (isWorked) {
      const alerts = [{ id: `${number}`, title: version.title, ruleName: `Rule ${number % 25}` }];
      await append('details', [{ kind: 'detailed', entities: [], alerts }]);
      if (number % 2 > 0 || isLate)
        await append('acknowledge', [{ kind: 'acknowledged', channel: team, by: ben }], undefined, 5);
      if (number % 8 === 0)
        await append('ask', [{ kind: 'asked', id: 'q', by: ada, channel: team, people: [ben] }], '', 7);
    }
    if (isLate) {
      const classification = number % 4 === 0 ? 'FalsePositive' : 'TruePositive';
      const incident = { ...version, status: 'Closed', classification, etag: `"${number}.2"` };
      await append('changed', [{ kind: 'changed', incident }], undefined, 55);
    }
    const closedAt = version.status === 'Closed' ? version.modifiedAt : undefined;
    await store.snapshots.put({
      logKey,
      kind: 'incident',
      seq: state.seq,
      state: incidentKind.kept(state),
      ...incidentKind.index(state),
      ...(closedAt && { closedAt }),
    });
  }
}

function entryOf(
  logKey: string,
  seq: number,
  prev: string,
  at: string,
  action: string,
  events: Event[],
  text?: string,
): Entry {
  const facts: EntryFacts = {
    logKey,
    seq,
    v: 1,
    at,
    actor: ['comment', 'acknowledge', 'ask'].includes(action)
      ? { kind: 'person', oid: ada.oid, name: ada.name }
      : { kind: 'sentinel' },
    action,
    key: `${action}:${seq}`,
    events,
    effects: [] as Effect[],
    digests: {},
    prev,
  };
  const texts: Entry['texts'] = text === undefined ? {} : { comment: { text, salt: '' } };
  return { ...facts, id: entryId(seq), type: 'entry', hash: hashOf(facts), texts, open: {} };
}
