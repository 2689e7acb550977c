/** Sentinel behind the network, with what its adapter does between reading an incident and writing it. */
import { Conflict } from '../../bot/errors.ts';
import type { Incident, IncidentRef } from '../../bot/incidents/incident.ts';
import { isPractice } from '../../bot/incidents/practice.ts';
import { incidentLogKey } from '../../bot/incidents/state.ts';
import type { Sentinel } from '../../bot/ports.ts';
import type { FakeSentinel } from '../fakes/sentinel.ts';
import type { Network } from './network.ts';
import type { Process } from './process.ts';

const tries = 5;

/** @param reached where it is noted what it was asked about practice, of which it must not hear */
export function sentinelOver(
  fake: FakeSentinel,
  network: Network,
  process: Process,
  reached: string[],
): Sentinel {
  const ask = <T>(operation: string, repeatable: boolean, perform: () => T | Promise<T>): Promise<T> =>
    network.call(process, { service: 'sentinel', operation, repeatable, perform });

  async function* pages(name: string, read: () => ReturnType<Sentinel['open']>) {
    const found = await ask(name, true, async () => {
      const all = [];
      for await (const page of read()) all.push(page);
      return all;
    });
    yield* found;
  }

  const about = <T>(
    { workspace, id }: IncidentRef,
    operation: string,
    repeatable: boolean,
    perform: () => T | Promise<T>,
  ): Promise<T> => {
    if (isPractice(incidentLogKey(workspace, id))) reached.push(operation);
    return ask(operation, repeatable, perform);
  };
  const get = (ref: IncidentRef): Promise<Incident> => about(ref, 'GET incident', true, () => fake.get(ref));

  return {
    changedSince: (workspace, since) => pages('GET incidents', () => fake.changedSince(workspace, since)),
    open: (workspace) => pages('GET open incidents', () => fake.open(workspace)),
    get,
    async change(ref, decide) {
      for (let tried = 1; ; tried++) {
        const read = await get(ref);
        const change = decide(read);
        if (!change) return read;
        try {
          return await about(ref, 'PUT incident', false, async () => {
            if ((await fake.get(ref)).etag !== read.etag) throw new Conflict('somebody else wrote');
            return fake.change(ref, () => change);
          });
        } catch (error) {
          if (!(error instanceof Conflict) || tried === tries) throw error;
          await process.clock.wait(100 * tried);
        }
      }
    },
    comment: (ref, id, message) => about(ref, 'PUT comment', false, () => fake.comment(ref, id, message)),
    runPlaybook: (ref, playbook, tenantId) =>
      about(ref, 'POST runPlaybook', false, () => fake.runPlaybook(ref, playbook, tenantId)),
    details: (ref) => about(ref, 'GET details', true, () => fake.details(ref)),
    comments: (ref) => about(ref, 'GET comments', true, () => fake.comments(ref)),
  };
}
