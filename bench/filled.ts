/** A store as years of use leave it: so many incidents, most of them closed long ago. */

import type { Incident } from '../bot/incidents/incident.ts';
import { incidentLogKey } from '../bot/incidents/state.ts';
import { type Effect, type Entry, type EntryFacts, type Event, entryId, hashOf } from '../bot/log/entry.ts';
import { incidents as incidentKind } from '../bot/log/kinds.ts';
import type { Store } from '../bot/ports.ts';
import { ada, soc, workspaceName } from './virtual.ts';

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

/** The conversation of the thread that an incident has in the SOC's channel. */
export const threadOf = (number: number): string => `${soc};messageid=${1_600_000_000_000 + number}`;

/** Puts so many in, of which the last `open` are open; each with its log of three entries, and its snapshot. */
export async function fill(store: Store, all: number, open: number, now: Date): Promise<void> {
  for (let number = 1; number <= all; number++) {
    const version = incidentOf(number, number > all - open, now);
    const logKey = incidentLogKey(version.workspace, version.id);
    const route = {
      channel: soc,
      audience: 'soc',
      name: 'SOC',
      reasons: [{ field: 'soc', pattern: '' }],
      entities: [],
    };
    const posted = { kind: 'posted', about: 'card', channel: soc, thread: threadOf(number) };
    let state = incidentKind.empty(logKey);
    const append = async (action: string, events: object[], text?: string): Promise<void> => {
      const entry = entryOf(
        logKey,
        state.seq + 1,
        state.head,
        version.createdAt,
        action,
        events as Event[],
        text,
      );
      await store.log.append(entry);
      state = incidentKind.fold(state, entry as never);
    };
    await append('arrived', [
      { kind: 'arrived', incident: version, backlog: true },
      { kind: 'routed', routes: [route] },
    ]);
    await append('posted', [{ ...posted, message: threadOf(number).split('=')[1], rev: 1 }]);
    await append(
      'comment',
      [{ kind: 'commented', id: 'c', by: ada, channel: soc }],
      'It was a traveller. '.repeat(20),
    );
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
    actor: action === 'comment' ? { kind: 'person', oid: ada.oid, name: ada.name } : { kind: 'sentinel' },
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
