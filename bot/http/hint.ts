/** A playbook's call as a hint: only the incident's ARM id is taken from it, and only for workspaces that we watch. */
import { z } from 'zod';
import { checked } from '../checked.ts';
import { type IncidentRef, type Workspace, workspaceKey } from '../incidents/incident.ts';
import type { Clock, Hints } from '../ports.ts';

// The body of a Logic App's Microsoft Sentinel incident trigger, of which the incident's id is all we believe.
const body = z.object({ object: z.object({ id: z.string().max(1000) }) });

export type ArmParser = (id: string) => (Workspace & { id: string }) | undefined;

/** The incident that a call speaks of; undefined where it names none, or one of a workspace that is not ours. */
export function hintedIncident(
  given: unknown,
  workspaces: Workspace[],
  parse: ArmParser,
): IncidentRef | undefined {
  const known = checked(body, given);
  const named = known && parse(known.object.id);
  if (!named) return undefined;
  const key = workspaceKey(named);
  return workspaces.some((workspace) => workspaceKey(workspace) === key)
    ? { workspace: key, id: named.id.toLowerCase() }
    : undefined;
}

/** Keeps a hint; one for each incident, since a second says nothing more. */
export async function keepHint(hints: Hints, ref: IncidentRef, now: Date): Promise<void> {
  const at = now.toISOString();
  await hints.put({ id: `${ref.workspace}~${ref.id}`, ref, at, due: at, attempts: 0 });
}

const forgetEveryMs = 10 * 60_000;

/** Takes nonces, each once for all replicas, and has those forgotten now and then that nobody can use any more. */
export function onceOnly(hints: Hints, clock: Pick<Clock, 'now'>) {
  let forgotten = clock.now().getTime();
  return async (nonce: string, until: Date): Promise<boolean> => {
    const now = clock.now();
    const taken = await hints.takeNonce(nonce, until.toISOString());
    if (now.getTime() - forgotten >= forgetEveryMs) {
      forgotten = now.getTime();
      // What is not forgotten now is with the next call.
      void hints.forgetNonces(now.toISOString()).catch(() => {
        forgotten = 0;
      });
    }
    return taken;
  };
}
