/** How things stand, on one screen, for a manager who looks once a day. */

import type { ContainmentFigures } from '../../bot/incidents/containment.ts';
import { type Severity, severities } from '../../bot/incidents/incident.ts';
import type { Figures } from '../../bot/incidents/metrics.ts';
import { lengthText } from '../../bot/words/time.ts';
import type { CardContext } from '../context.ts';
import type { Fact } from '../facts.ts';
import { fitted } from '../fit.ts';
import { type IncidentRow, incidentRow } from '../incident-row.ts';
import { looks } from '../look.ts';
import { type Scoped, type ScopedData, scopedData } from '../scope.ts';
import { type Card, template } from '../template.ts';
import { nameText, outsideText } from '../untrusted.ts';
import { detailFacts, measureFacts, type TimeTile, timeTiles } from './measures.ts';
import json from './status.template.json' with { type: 'json' };

/** A question that waits for an answer. */
export interface WaitingQuestion {
  number: number;
  /** the team that is asked, and who of it */
  channel: string;
  people: string[];
  askedAt: string;
  overdue: boolean;
}

/** What `status` says, counted from the store. */
export interface StatusFigures extends Scoped, Omit<Figures, 'oldest' | 'openQuestions'> {
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
  /** those that wait longest first */
  waiting: WaitingQuestion[];
  /** absent: nobody has proposed any */
  containment?: ContainmentFigures;
}

interface StatusCardData extends ScopedData {
  fallbackText: string;
  tiles: { count: string; label: string; color: string }[];
  chartTitle: string;
  slices: { legend: string; value: number; count: string; color: string }[];
  hasOpen: boolean;
  /** the open ones by severity, in a line */
  bySeverity: string;
  times: TimeTile[];
  measures: Fact[];
  oldestLabel: string;
  oldest: IncidentRow[];
  hasOldest: boolean;
  detailsLabel: string;
  details: Fact[];
  hasDetails: boolean;
  hasActions: boolean;
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
  const details = detailFacts(figures, context);
  const scoped = scopedData(figures, 'heading', context);
  const hasDetails = open > 0 || details.length > 0;
  const present = severities.filter((severity) => figures.open[severity] > 0);
  return {
    ...scoped,
    fallbackText: words('cards:figures.fallback', { count: open }),
    tiles: [
      tile('open', open, 'Default'),
      tile('unacknowledged', figures.unacknowledged, 'Default'),
      tile('overdue', figures.overdue, 'Attention'),
    ],
    chartTitle: words('cards:figures.chart'),
    slices: present.map((severity) => ({
      legend: words(`cards:severity.${severity}`),
      value: figures.open[severity],
      count: String(figures.open[severity]),
      color: looks[severity].chart,
    })),
    hasOpen: open > 0,
    bySeverity: present
      .map((severity) => `${words(`cards:short.${severity}`)} ${figures.open[severity]}`)
      .join(' · '),
    times: timeTiles(figures, context),
    measures: measureFacts(figures, context),
    oldestLabel: words('cards:figures.oldest'),
    oldest: oldestRows(figures, context).slice(0, most),
    hasOldest: figures.oldest.length > 0,
    detailsLabel: words('cards:figures.details'),
    details,
    hasDetails,
    hasActions: hasDetails || scoped.hasButtons,
  };
}

// Two lines on a phone, where five of them are to fit.
const title = 80;

function oldestRows({ oldest, asOf }: StatusFigures, context: CardContext): IncidentRow[] {
  const { words } = context;
  return oldest.map((incident) =>
    incidentRow(
      incident,
      [
        outsideText(incident.workspace, 60),
        incident.owner ? nameText(incident.owner, words) : words('cards:nobody'),
        lengthText(asOf.getTime() - Date.parse(incident.createdAt)),
        outsideText(incident.next, 120),
      ],
      context,
      title,
    ),
  );
}
