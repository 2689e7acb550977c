/** What the next shift must know: of the incidents that a view may see, what is open and what came and went. Pure. */
import type { View } from './audience.ts';
import { asksHealth, type Check, inForce } from './containment.ts';
import { type Classification, type Severity, severities } from './incident.ts';
import { type AcknowledgeTargets, isOverdue } from './levels.ts';
import type { Window } from './metrics.ts';
import { knows } from './next-step.ts';
import { isPractice } from './practice.ts';
import { isOpen, type Question } from './question.ts';
import { isMerged } from './redirect.ts';
import { current, type IncidentState, routeOf } from './state.ts';
import { parkedIn } from './trouble.ts';

/** A question or a check, and the incident that it is about; a check with those entities alone that the view may know. */
export interface OfIncident<What> {
  state: IncidentState;
  what: What;
}

/** Who owns some of what is open; without a name: what nobody owns. */
export interface Owning {
  name?: string;
  incidents: IncidentState[];
}

export interface Handover {
  open: Record<Severity, number>;
  overdue: number;
  /** first seen in the shift and not closed long before, as what was there when Muster was set up */
  arrived: Record<Severity, number>;
  /** closed in the shift and still closed, by what they were; `none`: as nothing, or deleted */
  closed: Partial<Record<Classification | 'none', number>>;
  /** what is open and High or overdue: what is overdue first, then by severity, the oldest first */
  pressing: IncidentState[];
  /** those who own most first, nobody last; what each owns by severity, the oldest first */
  owners: Owning[];
  /** questions without an answer, and checks without a decision; what is due first comes first */
  questions: OfIncident<Question>[];
  decisions: OfIncident<Check>[];
  /** what is contained, or may be, since when longest first; also on what is closed by now */
  contained: OfIncident<Check>[];
  /** lifted, and the team has not said yet that its service is healthy */
  unhealthy: OfIncident<Check>[];
  /** what one person wants closed and a second has not agreed to */
  closings: IncidentState[];
  /** what teams are not told of yet; the SOC's to know */
  held: IncidentState[];
  /** effects that wait for a person to decide; the SOC's to know */
  parked: number;
}

/** Gathers it from what the view may see, of which it names no more than that view may know. */
export function handoverOf(
  incidents: IncidentState[],
  view: View,
  shift: Window,
  { now, targets }: { now: Date; targets: AcknowledgeTargets },
): Handover {
  const isIn = (time: string | undefined): boolean =>
    time !== undefined && time >= shift.from.toISOString() && time < shift.to.toISOString();
  const open = incidents.filter((state) => current(state).status !== 'Closed' && counts(state));
  const isLate = (state: IncidentState): boolean => isOverdue(state, targets, now);
  const closed = incidents.filter((state) => counts(state) && isIn(closedAt(state)));
  const checks = incidents.flatMap((state) =>
    (state.checks ?? [])
      .filter(({ channel }) => knows(view, channel))
      .map(
        (what): OfIncident<Check> => ({
          state,
          what: { ...what, entities: entitiesFor(state, what, view) },
        }),
      ),
  );
  return {
    open: bySeverity(open),
    overdue: open.filter(isLate).length,
    arrived: bySeverity(
      incidents.filter((state) => counts(state) && !state.backlog && isIn(state.arrivedAt)),
    ),
    closed: countBy(closed, (state) => current(state).classification ?? 'none'),
    pressing: open
      .filter((state) => current(state).severity === 'High' || isLate(state))
      .toSorted((a, b) => Number(isLate(b)) - Number(isLate(a)) || byUrgency(a, b)),
    owners: ownersOf(open.toSorted(byUrgency)),
    questions: open
      .flatMap((state) =>
        state.questions
          .filter((what) => isOpen(what) && knows(view, what.channel))
          .map((what) => ({ state, what })),
      )
      .toSorted((a, b) => byTime(a.what.due ?? '9', b.what.due ?? '9') || byTime(a.what.at, b.what.at)),
    decisions: checks
      .filter(({ state, what }) => what.standing === 'open' && current(state).status !== 'Closed')
      .toSorted((a, b) => byTime(a.what.due, b.what.due)),
    contained: checks
      .filter(({ what }) => inForce({ checks: [what] }).length > 0)
      .toSorted((a, b) => byTime(a.what.since, b.what.since)),
    unhealthy: checks.filter(({ what }) => asksHealth(what)),
    closings: open.filter(({ wantedClosing }) => wantedClosing !== undefined),
    held: view === 'all' ? open.filter(({ held = [] }) => held.length > 0) : [],
    parked: view === 'all' ? incidents.reduce((sum, { trouble }) => sum + parkedIn(trouble).length, 0) : 0,
  };
}

/** The entities of a check that a view may know of: a team those that are its own, the SOC all. */
function entitiesFor(state: IncidentState, { channel, entities }: Check, view: View): string[] {
  if (view === 'all') return entities;
  const own = routeOf(state, channel)?.entities ?? [];
  return entities.filter((id) => own.includes(id));
}

const byTime = (a: string, b: string): number => a.localeCompare(b);
/** By severity, then the oldest first. */
function byUrgency(a: IncidentState, b: IncidentState): number {
  const [one, other] = [current(a), current(b)];
  const rank = severities.indexOf(one.severity) - severities.indexOf(other.severity);
  return rank || byTime(one.createdAt, other.createdAt);
}

/** Neither practice nor merged into another, where it counts instead. */
function counts(state: IncidentState): boolean {
  return !isMerged(state) && !isPractice(state.logKey);
}

/** When it was closed last, or found deleted; undefined while it is open. */
function closedAt(state: IncidentState): string | undefined {
  if (state.deletedAt) return state.deletedAt;
  return current(state).status === 'Closed' ? state.times?.closings.at(-1)?.at : undefined;
}

function bySeverity(incidents: IncidentState[]): Record<Severity, number> {
  return Object.fromEntries(
    severities.map((severity) => [
      severity,
      incidents.filter((state) => current(state).severity === severity).length,
    ]),
  ) as Record<Severity, number>;
}

function countBy<Key extends string>(
  incidents: IncidentState[],
  keyOf: (state: IncidentState) => Key,
): Partial<Record<Key, number>> {
  const found: Partial<Record<Key, number>> = {};
  for (const state of incidents) found[keyOf(state)] = (found[keyOf(state)] ?? 0) + 1;
  return found;
}

function ownersOf(open: IncidentState[]): Owning[] {
  const byOwner = Map.groupBy(open, (state) => {
    const { owner } = current(state);
    return owner && (owner.objectId ?? owner.userPrincipalName ?? owner.email ?? owner.name)?.toLowerCase();
  });
  const owners = [...byOwner].map(([key, incidents]): Owning => {
    const { owner } = current(incidents[0]!);
    return { ...(key && { name: owner?.name ?? owner?.userPrincipalName ?? owner?.email ?? '' }), incidents };
  });
  const isNobody = ({ name }: Owning): number => (name === undefined ? 1 : 0);
  return owners.toSorted((a, b) => isNobody(a) - isNobody(b) || b.incidents.length - a.incidents.length);
}
