/** What must be true of practice, whatever went wrong: it is played once, is marked, and is in neither Sentinel nor the figures. */
import { listIncidents, listRows } from '../../bot/actions/inquire.ts';
import type { ChannelEvent } from '../../bot/incidents/channel.ts';
import type { DrillEvent } from '../../bot/incidents/drill.ts';
import { isPractice } from '../../bot/incidents/practice.ts';
import type { Entry } from '../../bot/log/entry.ts';
import type { Store } from '../../bot/ports.ts';
import { incidentOf } from './crowd.ts';
import type { Log } from './invariants.ts';
import { everybody } from './people.ts';
import type { Teams } from './teams.ts';

export type Begun = Extract<DrillEvent, { kind: 'drillBegan' }>;

/** The drills that the SOC's channel had. */
export function drillsIn(entries: Entry[]): Begun[] {
  return entries
    .flatMap((entry) => entry.events as ChannelEvent[])
    .filter((event): event is Begun => event.kind === 'drillBegan');
}

/** One practice incident: it came, nothing of it is on its way to anywhere, and its cards say what it is. */
export function checkPractised(
  { logKey, entries, state }: Log,
  drill: Begun | undefined,
  teams: Teams,
  say: (text: string) => void,
): void {
  if (!state.seen) {
    say(`${logKey}: never came`);
    return;
  }
  if (state.pending.length > 0) say(`${logKey}: ${state.pending.length} changes of practice wait`);
  const who = everybody.find(({ oid }) => oid === drill?.by.oid);
  if (!who?.roles.includes('analyst')) say(`${logKey}: is practice that ${drill?.by.name} wanted`);
  for (const verb of ['ask', 'propose']) {
    const asked = entries.filter((entry) => entry.key === `practice:${verb}`);
    if (asked.some(({ actor }) => actor.kind !== 'person' || actor.oid !== who?.oid))
      say(`${logKey}: somebody else than who wanted the practice did ${verb}`);
  }
  for (const one of teams.all())
    if (
      one.root &&
      incidentOf(one) === logKey &&
      !JSON.stringify(one.message.card).includes('nothing has happened')
    )
      say(`${logKey}: its card in ${one.channel} does not say that it is practice`);
}

/** Nobody but Muster and the people in Teams hears of it. */
export async function checkSecluded(
  { store, reached }: { store: Store; reached: string[] },
  say: (text: string) => void,
): Promise<void> {
  for (const operation of reached) say(`Sentinel was asked about practice: ${operation}`);
  const query = { open: true, closedSince: '2000-01-01T00:00:00.000Z' } as const;
  const counted = [
    ...(await listRows(store.snapshots, query)),
    ...(await listIncidents(store.snapshots, query)),
  ];
  for (const { logKey } of counted) if (isPractice(logKey)) say(`${logKey}: is counted, and is practice`);
}
