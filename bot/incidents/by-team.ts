/** How each application team stands. Pure; docs/METRICS.md defines it. */
import type { View } from './audience.ts';
import type { FiguresRow } from './figures-row.ts';
import type { Severity } from './incident.ts';
import type { AcknowledgeTargets } from './levels.ts';
import { acknowledgedBy, counts, measuredOf } from './measured.ts';
import { type Compliance, compared, figuresOf, type Window } from './metrics.ts';
import type { Compared } from './percentiles.ts';

export interface Team {
  channel: string;
  name: string;
}

export interface TeamFigures {
  /** absent: what concerns no application team */
  team?: Team;
  open: number;
  unacknowledged: number;
  overdue: number;
  /** that it was asked, and has not answered */
  openQuestions: number;
  /** creation to its own acknowledgement; of no team: to the first act of a person */
  acknowledge: Compared;
  resolve: Compared;
  /** of all severities; absent for whoever sees only teams */
  compliance?: Compliance;
}

/** Of each of these teams, those that need looking after first; and, for whoever sees all, of what is no team's, if any is. */
export function figuresByTeam(
  given: FiguresRow[],
  teams: Team[],
  view: View,
  targets: AcknowledgeTargets,
  now: Date,
  window: Window,
): TeamFigures[] {
  const of = (rows: FiguresRow[], team?: Team): TeamFigures => {
    const figures = figuresOf(rows, targets, now, window);
    const { unacknowledged, overdue, openQuestions, acknowledge, resolve } = figures;
    return {
      open: sum(figures.open),
      unacknowledged,
      overdue,
      openQuestions,
      acknowledge,
      resolve,
      ...(view === 'all' && { compliance: together(figures.compliance) }),
      ...(team && { team, ...ownOf(rows, team, window) }),
    };
  };
  const byTeam = teams
    .map((team) =>
      of(
        given.filter((row) => row.teams.some(({ channel }) => channel === team.channel)),
        team,
      ),
    )
    .sort(worstFirst);
  const nobodys = view === 'all' ? given.filter((row) => row.teams.length === 0 && counts(row)) : [];
  return nobodys.length > 0 ? [...byTeam, of(nobodys)] : byTeam;
}

/** What only this team was asked, and did. */
function ownOf(
  rows: FiguresRow[],
  { channel }: Team,
  window: Window,
): Pick<TeamFigures, 'openQuestions' | 'acknowledge'> {
  const counted = rows.filter(counts);
  const waiting = counted.filter(({ status }) => status !== 'Closed').flatMap((row) => row.waiting);
  return {
    openQuestions: waiting.filter((question) => question.channel === channel).length,
    acknowledge: compared(counted.map(measuredOf), window, (one) => acknowledgedBy(one, [channel])),
  };
}

function sum(open: Record<Severity, number>): number {
  return Object.values(open).reduce((all, one) => all + one, 0);
}

function together(compliance: Record<Severity, Compliance>): Compliance {
  return Object.values(compliance).reduce((all, { met, breached }) => ({
    met: all.met + met,
    breached: all.breached + breached,
  }));
}

function worstFirst(a: TeamFigures, b: TeamFigures): number {
  return (
    b.overdue - a.overdue ||
    b.unacknowledged - a.unacknowledged ||
    b.open - a.open ||
    (a.team?.name ?? '').localeCompare(b.team?.name ?? '')
  );
}
