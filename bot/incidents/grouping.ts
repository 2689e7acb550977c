/** What is in a storm, as a person can read it: incidents in brief, gathered by the rule that raised them. Pure. */
import { v5 as uuid5 } from 'uuid';
import { isoOf, type Severity, severities } from './incident.ts';
import { type AcknowledgeTargets, acknowledgeBy, isAcknowledged } from './levels.ts';
import { current, type IncidentState, routeOf } from './state.ts';

/** An incident as far as a storm's card and its lists need it. */
export interface Brief {
  logKey: string;
  seq: number;
  number: number;
  title: string;
  /** key of its group */
  group: string;
  /** for the SOC: name of the rule that raised it, once its alerts are known */
  ruleName?: string;
  severity: Severity;
  createdAt: string;
  /** when it joined the storm, ISO */
  joinedAt: string;
  closed: boolean;
  /** somebody sees to it */
  acknowledged: boolean;
  /** by this channel */
  acknowledgedHere: boolean;
  /** by when it is to be acknowledged, ISO */
  deadline: string;
  /** it has a card of its own in this channel, or one is on its way */
  carded: boolean;
  /** names of the entities that this channel may see */
  entities: string[];
}

/** Incidents of one rule. Counts are of all of them, closed ones too, but for what waits. */
export interface Group {
  key: string;
  title: string;
  count: number;
  bySeverity: Record<Severity, number>;
  closed: number;
  acknowledged: number;
  /** open, and nobody sees to them */
  waiting: number;
  overdue: number;
  /** the most frequent entities, at most three */
  entities: { name: string; count: number }[];
}

// Any fixed GUID. A key is a digest, since it goes on buttons and what it is made of may be an attacker's title.
const groups = '7a2c9a54-1f0e-4d0b-9a55-0f1f5d1f6c33';

// An incident of hundreds of entities is told apart from others by few of them.
const mostEntities = 10;

/** An incident in brief for one channel; undefined where it is in no storm of the channel, or no longer its matter. */
export function briefOf(
  state: IncidentState,
  channel: string,
  targets: AcknowledgeTargets,
): Brief | undefined {
  const route = routeOf(state, channel);
  const joined = state.grouped[channel];
  if (!state.seen || !route?.active || !joined) return undefined;
  const incident = current(state);
  const ruleName = state.alerts.find((alert) => alert.ruleName)?.ruleName;
  const mine = (id: string): boolean => route.audience === 'soc' || route.entities.includes(id);
  const rule = incident.ruleIds.length > 0 ? incident.ruleIds.toSorted().join(' ') : incident.title;
  return {
    logKey: state.logKey,
    seq: state.seq,
    number: incident.number,
    title: incident.title,
    group: uuid5(rule, groups),
    // A team knows an incident by its title: what the SOC calls its rules is not shared with it.
    ...(ruleName && route.audience === 'soc' && { ruleName }),
    severity: incident.severity,
    createdAt: isoOf(incident.createdAt),
    joinedAt: joined.at,
    closed: incident.status === 'Closed',
    acknowledged: isAcknowledged(state),
    acknowledgedHere: state.acks.some((ack) => ack.channel === channel),
    deadline: acknowledgeBy(state, targets).toISOString(),
    carded: Boolean(state.sent[channel]?.card) || state.posting.includes(channel),
    entities: [...new Set((state.entities ?? []).filter(({ id }) => mine(id)).map(({ name }) => name))].slice(
      0,
      mostEntities,
    ),
  };
}

/** Open, nobody sees to it, and the time is up. */
export function isLate(brief: Brief, now: Date): boolean {
  return isWaiting(brief) && brief.deadline <= now.toISOString();
}

/** Open, and nobody sees to it. */
export function isWaiting(brief: Brief): boolean {
  return !brief.closed && !brief.acknowledged;
}

/** The groups of a storm: those with the highest severity first, then the largest. */
export function groupsOf(briefs: Brief[], now: Date): Group[] {
  const byKey = Map.groupBy(briefs, (brief) => brief.group);
  return [...byKey].map(([key, of]) => groupOf(key, of, now)).sort(bySeverityThenCount);
}

/** Several incidents counted as one group. */
export function groupOf(key: string, briefs: Brief[], now: Date): Group {
  const count = (is: (brief: Brief) => boolean): number => briefs.filter(is).length;
  const names = briefs.map((brief) => brief.ruleName ?? brief.title);
  return {
    key,
    title: mostFrequent(names, 1)[0]?.name ?? '',
    count: briefs.length,
    bySeverity: countsOf(briefs),
    closed: count((brief) => brief.closed),
    acknowledged: count((brief) => !brief.closed && brief.acknowledged),
    waiting: count(isWaiting),
    overdue: count((brief) => isLate(brief, now)),
    entities: mostFrequent(
      briefs.flatMap((brief) => brief.entities),
      3,
    ),
  };
}

/** Which of a storm's incidents a verb for a whole group is meant for: those it would change. */
export function meantBy(verb: 'acknowledge' | 'close', briefs: Brief[], group: string): Brief[] {
  const open = briefs.filter((brief) => brief.group === group && !brief.closed);
  return verb === 'close' ? open : open.filter((brief) => !brief.acknowledgedHere);
}

/** The highest severity first, then the newest. */
export function byUrgency(a: Brief, b: Brief): number {
  const rank = (brief: Brief): number => severities.indexOf(brief.severity);
  return rank(a) - rank(b) || b.createdAt.localeCompare(a.createdAt) || b.number - a.number;
}

function countsOf(briefs: Brief[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { High: 0, Medium: 0, Low: 0, Informational: 0 };
  for (const { severity } of briefs) counts[severity]++;
  return counts;
}

function bySeverityThenCount(a: Group, b: Group): number {
  const rank = (group: Group): number => severities.findIndex((severity) => group.bySeverity[severity] > 0);
  return rank(a) - rank(b) || b.count - a.count || a.key.localeCompare(b.key);
}

function mostFrequent(names: string[], most: number): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
    .slice(0, most);
}
