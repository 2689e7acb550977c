/** How things stand, for a manager on a phone. */

import type { ContainmentFigures } from '../../bot/incidents/containment.ts';
import { type Severity, severities } from '../../bot/incidents/incident.ts';
import { lengthText } from '../../bot/words/time.ts';
import type { Words } from '../../bot/words/words.ts';
import { type CardContext, timeOn } from '../context.ts';
import { type Fact, fact } from '../facts.ts';
import { fitted } from '../fit.ts';
import { type IncidentRow, incidentRow } from '../incident-row.ts';
import { looks } from '../look.ts';
import { type Card, template } from '../template.ts';
import { nameText, outsideText } from '../untrusted.ts';
import json from './status.template.json' with { type: 'json' };

/** A length of time over several incidents, in milliseconds. */
interface Measure {
  /** how many incidents it is taken from */
  n: number;
  median?: number;
  /** each value, where they are too few for a median to say much */
  values?: number[];
}

/** What `status` says, counted from the store. */
export interface StatusFigures {
  /** name of the team or channel, empty for everything */
  scope: string;
  open: Record<Severity, number>;
  unacknowledged: number;
  overdue: number;
  /** the five open for longest; `next` says in our words what they wait for */
  oldest: {
    number: number;
    title: string;
    severity: Severity;
    /** empty where there is only one */
    workspace?: string;
    owner?: string;
    createdAt: string;
    next: string;
  }[];
  acknowledge: Measure;
  resolve: Measure;
  /** over how many days the two are measured */
  days: number;
  asOf: Date;
  openQuestions: number;
  /** absent: nobody has proposed any */
  containment?: ContainmentFigures;
  /** incidents left out, because not everybody here may see them */
  hidden?: number;
  /** Sentinel workspaces whose data are older than they should be; `readAt` absent: not read since Muster started */
  late?: { workspace: string; readAt?: Date }[];
}

interface StatusCardData {
  language: string;
  fallbackText: string;
  heading: string;
  scope: string;
  asOf: string;
  tiles: { count: string; label: string; color: string }[];
  chartTitle: string;
  slices: { legend: string; value: number; count: string; color: string }[];
  hasOpen: boolean;
  measures: Fact[];
  oldestLabel: string;
  oldest: IncidentRow[];
  hasOldest: boolean;
  hidden: string;
  hasHidden: boolean;
  late: string;
  hasLate: boolean;
}

const render = template<StatusCardData>('status', json);

/** The status card of everything or of one team. */
export function statusCard(figures: StatusFigures, context: CardContext): Card {
  return fitted([5, 2], (most) => render(data(figures, context, most)));
}

function data(figures: StatusFigures, context: CardContext, most: number): StatusCardData {
  const { words } = context;
  const open = severities.reduce((sum, severity) => sum + figures.open[severity], 0);
  const tile = (key: string, count: number, bad: string) => ({
    count: String(count),
    label: words(`cards:figures.${key}`, { count }),
    color: count > 0 ? bad : 'Default',
  });
  const late = (figures.late ?? []).map(({ workspace, readAt }) =>
    readAt
      ? words('cards:figures.late', { name: outsideText(workspace, 60), time: timeOn(context, readAt) })
      : words('cards:figures.unread', { name: outsideText(workspace, 60) }),
  );
  const age = (createdAt: string): string => lengthText(figures.asOf.getTime() - Date.parse(createdAt));
  return {
    language: context.language,
    fallbackText: words('cards:figures.fallback', { count: open }),
    heading: words('cards:figures.heading'),
    scope: figures.scope ? outsideText(figures.scope, 60) : words('cards:figures.everything'),
    asOf: words('cards:figures.asOf', { time: timeOn(context, figures.asOf) }),
    tiles: [
      tile('open', open, 'Default'),
      tile('unacknowledged', figures.unacknowledged, 'Default'),
      tile('overdue', figures.overdue, 'Attention'),
    ],
    chartTitle: words('cards:figures.chart'),
    slices: severities
      .filter((severity) => figures.open[severity] > 0)
      .map((severity) => ({
        legend: words(`cards:severity.${severity}`),
        value: figures.open[severity],
        count: String(figures.open[severity]),
        color: looks[severity].chart,
      })),
    hasOpen: open > 0,
    measures: [
      fact(words('cards:figures.acknowledge'), measureText(figures.acknowledge, figures.days, context)),
      fact(words('cards:figures.resolve'), measureText(figures.resolve, figures.days, context)),
      fact(
        words('cards:questionsLabel'),
        words('cards:figures.questions', { count: figures.openQuestions }),
        figures.openQuestions > 0,
      ),
      ...containmentFacts(figures, words),
    ],
    oldestLabel: words('cards:figures.oldest'),
    oldest: figures.oldest.slice(0, most).map((incident) => {
      const owner = incident.owner ? nameText(incident.owner, words) : words('cards:nobody');
      return incidentRow(
        incident,
        [
          outsideText(incident.workspace, 60),
          owner,
          age(incident.createdAt),
          outsideText(incident.next, 120),
        ],
        context,
      );
    }),
    hasOldest: figures.oldest.length > 0,
    hidden: words('cards:figures.hidden', { count: figures.hidden ?? 0 }),
    hasHidden: (figures.hidden ?? 0) > 0,
    late: late.join(' '),
    hasLate: late.length > 0,
  };
}

/** What waits for a decision and what is in force, and how often a team was overridden; nothing where there is none of it. */
function containmentFacts({ containment, days }: StatusFigures, words: Words): Fact[] {
  const { open, inForce, overrides } = containment ?? { open: 0, inForce: 0, overrides: 0 };
  if (open + inForce + overrides === 0) return [];
  const stands = words('cards:figures.containments', { open, inForce });
  const said =
    overrides > 0 ? `${stands}; ${words('cards:figures.overrides', { count: overrides, days })}` : stands;
  return [fact(words('cards:containment'), said, open > 0)];
}

/** A median with what it is taken from; each value where there are few, and in words where there is none. */
function measureText(measure: Measure, days: number, context: CardContext): string {
  const { words } = context;
  if (measure.n === 0) return words('cards:figures.none', { count: days });
  if (measure.median !== undefined)
    return words('cards:figures.median', { length: lengthText(measure.median), count: measure.n, days });
  const values = (measure.values ?? []).slice(0, 5).map(lengthText).join(', ');
  return words('cards:figures.values', { values, count: measure.n, days });
}
