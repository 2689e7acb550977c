/** How things stand, for a manager on a phone. */

import type { ContainmentFigures } from '../../bot/incidents/containment.ts';
import { type Severity, severities } from '../../bot/incidents/incident.ts';
import type { Figures, Window } from '../../bot/incidents/metrics.ts';
import { lengthText } from '../../bot/words/time.ts';
import { type CardContext, clockOn, timeOn } from '../context.ts';
import type { Fact } from '../facts.ts';
import { fitted } from '../fit.ts';
import { type IncidentRow, incidentRow } from '../incident-row.ts';
import { looks } from '../look.ts';
import { type Card, template } from '../template.ts';
import { nameText, outsideText } from '../untrusted.ts';
import { measureFacts, scopeText } from './measures.ts';
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
export interface StatusFigures extends Omit<Figures, 'oldest' | 'openQuestions'> {
  /** name of the team or channel, empty for everything */
  scope: string;
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
  /** of which severities; absent: all */
  severities?: Severity[];
  window: Window;
  asOf: Date;
  /** what Sentinel held then is counted; absent: not all of it has been read yet */
  readAt?: Date;
  /** those that wait longest first */
  waiting: WaitingQuestion[];
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
    scope: scopeText(figures, context),
    asOf: asOfText(figures, context),
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
    measures: measureFacts(figures, context),
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

function asOfText({ asOf, readAt }: StatusFigures, context: CardContext): string {
  const time = timeOn(context, asOf);
  return readAt
    ? context.words('cards:figures.asOfRead', { time, read: clockOn(context, readAt) })
    : context.words('cards:figures.asOf', { time });
}
