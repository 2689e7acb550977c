/** A three-way merge by field: what Sentinel changed, what people changed here, and what both did. Pure. */
import { ownerKey } from './change.ts';
import type { Intent, Person } from './events.ts';
import type { Incident, IncidentChange } from './incident.ts';

/** What is merged as one. A status goes with its classification; labels are added and taken away, so never collide. */
export type Field = 'status' | 'severity' | 'owner';

/** A field that both changed and where Sentinel's value stands. */
export interface Overruled {
  field: Field;
  /** what the person wanted, and what Sentinel holds instead */
  ours: IncidentChange;
  theirs: IncidentChange;
  by: Person;
  /** the channel that the act counted for */
  channel?: string;
}

const parts: Record<Field, (keyof IncidentChange)[]> = {
  status: ['status', 'classification', 'classificationReason', 'classificationComment'],
  severity: ['severity'],
  owner: ['owner'],
};
const fields = Object.keys(parts) as Field[];

/**
 * The changes that are still to be made to `version`, and the fields in which Sentinel overrules them.
 *
 * REST tells neither who changed a field nor when, only when the whole incident was last modified. So where both
 * changed one, Sentinel's value stands unless the person acted after that; and what was closed there is never reopened
 * by somebody who did not know that it was closed.
 * @param seen the version known before; where it already had Sentinel's value, its time counts, as it is the earlier
 */
export function reconcile(
  version: Incident,
  pending: Intent[],
  seen?: Incident,
): { changes: IncidentChange[]; overruled: Overruled[] } {
  const overruled = fields.flatMap((field) => overruledIn(field, version, pending, seen));
  const lost = overruled.flatMap(({ field }) => parts[field]);
  return { changes: pending.map(({ change }) => without(change, lost)), overruled };
}

function overruledIn(
  field: Field,
  version: Incident,
  pending: Intent[],
  seen: Incident | undefined,
): Overruled[] {
  const acts = pending.filter(({ change }) => parts[field].some((part) => change[part] !== undefined));
  const [first, last] = [acts[0], acts.at(-1)];
  if (!first || !last) return [];
  const theirs = heldIn(version, field);
  const same = (other: IncidentChange): boolean => keyOf(other, field) === keyOf(theirs, field);
  // Unchanged there; or one of ours already, perhaps written by a PUT whose answer was lost.
  if (same(first.before) || acts.some(({ change }) => same(change))) return [];
  const unaware =
    theirs.status === 'Closed' && first.before.status !== 'Closed' && last.change.status !== 'Closed';
  const times = [version, seen].flatMap((v) =>
    v && same(heldIn(v, field)) ? [Date.parse(v.modifiedAt)] : [],
  );
  if (!unaware && Date.parse(last.at) > Math.min(...times)) return [];
  const { by, channel, change } = last;
  return [{ field, ours: only(change, parts[field]), theirs, by, ...(channel && { channel }) }];
}

/** A version's value of a field, as a change would say it. */
function heldIn(version: Incident, field: Field): IncidentChange {
  const { owner, ...rest } = version;
  return only({ ...rest, owner: owner ?? null }, parts[field]);
}

/** A field's value as text, to compare. */
function keyOf(change: IncidentChange, field: Field): string {
  if (field === 'owner') return ownerKey(change.owner ?? undefined);
  if (field === 'severity') return change.severity ?? '';
  // What an open incident was once classified as is no part of it.
  const closing = parts.status.map((part) => change[part] ?? '');
  return JSON.stringify(change.status === 'Closed' ? closing : [change.status]);
}

function only(change: IncidentChange, wanted: (keyof IncidentChange)[]): IncidentChange {
  return pick(change, (name) => wanted.includes(name));
}

function without(change: IncidentChange, lost: (keyof IncidentChange)[]): IncidentChange {
  return pick(change, (name) => !lost.includes(name));
}

function pick(change: IncidentChange, keep: (name: keyof IncidentChange) => boolean): IncidentChange {
  return Object.fromEntries(
    Object.entries(change).filter(
      ([name, value]) => value !== undefined && keep(name as keyof IncidentChange),
    ),
  );
}
