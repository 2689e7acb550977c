/** The same figures told apart by team or by rule: a row each. */
import type { RuleInFull } from '../../bot/incidents/by-rule.ts';
import type { TeamFigures } from '../../bot/incidents/by-team.ts';
import type { Compared } from '../../bot/incidents/percentiles.ts';
import { lengthText } from '../../bot/words/time.ts';
import type { CardContext } from '../context.ts';
import { fitted } from '../fit.ts';
import { percentOf, type Scoped, type ScopedData, scopedData, spanText } from '../scope.ts';
import { type Card, template } from '../template.ts';
import { nameText } from '../untrusted.ts';
import json from './breakdown.template.json' with { type: 'json' };

interface Row {
  name: string;
  detail: string;
  hasDetail: boolean;
  /** weight of what wants doing */
  weight: 'Default' | 'Bolder';
  times: string;
  hasTimes: boolean;
  count: string;
  label: string;
}

interface BreakdownData extends ScopedData {
  fallbackText: string;
  rows: Row[];
  none: string;
  hasNone: boolean;
  left: string;
  hasLeft: boolean;
}

const render = template<BreakdownData>('breakdown', json);

/** Teams, those with most to do first, as the caller sorts them. */
export function teamsCard(scoped: Scoped, teams: TeamFigures[], context: CardContext): Card {
  const row = (team: TeamFigures) => teamRow(team, context);
  return breakdownCard(scoped, 'byTeam', teams.map(row), context);
}

/** Analytics rules, the noisiest first, as the caller sorts them. */
export function rulesCard(scoped: Scoped, rules: RuleInFull[], context: CardContext): Card {
  const row = (rule: RuleInFull) => ruleRow(rule, context);
  return breakdownCard(scoped, 'byRule', rules.map(row), context);
}

function breakdownCard(scoped: Scoped, heading: string, rows: Row[], context: CardContext): Card {
  const { words } = context;
  return fitted([12, 6], (most) => {
    const left = rows.length - most;
    return render({
      ...scopedData(scoped, heading, context),
      fallbackText: words('cards:notice.fallback'),
      rows: rows.slice(0, most),
      none: words(`cards:figures.none-${heading}`),
      hasNone: rows.length === 0,
      left: words('cards:list.left', { count: Math.max(left, 0) }),
      hasLeft: left > 0,
    });
  });
}

function teamRow(team: TeamFigures, context: CardContext): Row {
  const { words } = context;
  const { unacknowledged, overdue, openQuestions, compliance = { met: 0, breached: 0 } } = team;
  const said = (key: string, count: number): string =>
    count > 0 ? words(`cards:figures.row.${key}`, { count }) : '';
  const all = compliance.met + compliance.breached;
  const times = joined(
    timeText('acknowledge', team.acknowledge, context),
    timeText('resolve', team.resolve, context),
    all > 0
      ? words('cards:figures.row.inTime', {
          percent: percentOf(compliance.met, all),
          met: compliance.met,
          all,
        })
      : '',
  );
  const detail = joined(
    said('overdue', overdue),
    said('unacknowledged', unacknowledged),
    said('questions', openQuestions),
  );
  return {
    ...rowOf(detail, times),
    name: team.team ? nameText(team.team.name, words) : words('cards:figures.row.noTeam'),
    weight: overdue > 0 ? 'Bolder' : 'Default',
    count: String(team.open),
    label: words('cards:figures.open', { count: team.open }),
  };
}

function ruleRow(
  { name, open, closed, judged, falsePositives, resolve }: RuleInFull,
  context: CardContext,
): Row {
  const { words } = context;
  const said = (key: string, count: number): string =>
    count > 0 ? words(`cards:figures.row.${key}`, { count, all: judged }) : '';
  return {
    ...rowOf(
      joined(said('falsePositives', falsePositives), closed > 0 ? said('open', open) : ''),
      timeText('resolve', resolve, context),
    ),
    name: nameText(name, words, 90),
    weight: 'Default',
    count: String(closed || open),
    label:
      closed > 0
        ? words('cards:figures.row.closed', { count: closed })
        : words('cards:figures.open', { count: open }),
  };
}

function rowOf(detail: string, times: string) {
  return { detail, hasDetail: detail !== '', times, hasTimes: times !== '' };
}

const joined = (...texts: string[]): string => texts.filter(Boolean).join(' · ');

/** `to resolve 2 h`: the median, or the shortest and the longest where there are too few for one. */
function timeText(key: 'acknowledge' | 'resolve', { now }: Compared, { words }: CardContext): string {
  const { n, median, values = [] } = now;
  if (n === 0) return '';
  const length = median === undefined ? spanText(values, words) : lengthText(median);
  return words(`cards:figures.row.${key}`, { length });
}
