import { type Faults, noFaults } from './faults.ts';
import type { Person, Workspace } from './shapes.ts';
import { createWorkspaceWorld, type WorkspaceWorld } from './workspace.ts';

/**
 * All that the local Sentinel holds, without HTTP. Its own methods (`create`, `change`, ...) act on
 * the first workspace; `workspaces` has each. `faults` may be changed at any time.
 */
export interface World extends WorkspaceWorld {
  readonly workspaces: WorkspaceWorld[];
  readonly faults: Faults;
}

export interface WorldOptions {
  /** At least one. */
  workspaces: Workspace[];
  /** The directory that names, mails and UPNs are taken from. */
  people?: Person[] | undefined;
  now?: (() => Date) | undefined;
}

/** An empty world on a good day. Throws where no workspace is given. */
export function createWorld(o: WorldOptions): World {
  const workspaces = o.workspaces.map((w) =>
    createWorkspaceWorld(w, o.people ?? [], o.now ?? (() => new Date())),
  );
  const [first] = workspaces;
  if (!first) throw new Error('The local Sentinel has no workspace: give at least one.');
  return { ...first, workspaces, faults: noFaults() };
}
