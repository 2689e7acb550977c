/** A storm: one card in place of hundreds. What came, gathered by the rule that raised it, and what to do about it. */
import { type Brief, type Group, groupOf } from '../../bot/incidents/grouping.ts';
import { type Severity, severities } from '../../bot/incidents/incident.ts';
import { lengthText } from '../../bot/words/time.ts';
import { type Button, type ButtonData, buttonData } from '../button.ts';
import { type CardContext, clockOn } from '../context.ts';
import { fitted } from '../fit.ts';
import { type Card, template } from '../template.ts';
import { nameText, outsideText, titleText } from '../untrusted.ts';
import json from './storm.template.json' with { type: 'json' };

/** What a storm's card shows; titles, names and acts may hold anybody’s words. */
export interface StormContent {
  since: string;
  /** when the latest incident joined */
  last: string;
  ended: boolean;
  briefs: Brief[];
  /** at most `mostGroups`, in the order to show them; `list` opens what is in one, `verbs` act on all of it */
  groups: (Group & { list: Button; verbs: Button[] })[];
  /** how many groups there are in all */
  groupCount: number;
  /** what people did to whole groups, oldest first, a sentence each */
  acts: string[];
  /** opens the list of everything in it */
  all: Button;
}

interface GroupData {
  count: string;
  title: string;
  severities: string;
  standing: string;
  entities: string;
  hasEntities: boolean;
  list: ButtonData[];
  verbs: ButtonData[];
  hasVerbs: boolean;
}

interface StormCardData {
  language: string;
  fallbackText: string;
  band: string;
  heading: string;
  standing: string;
  counts: { count: string; severity: string }[];
  own: string;
  acts: { text: string }[];
  groups: GroupData[];
  rest: string;
  hasRest: boolean;
  all: ButtonData[];
  asOf: string;
}

interface Caps {
  groups: number;
  title: number;
}

/** More groups than these are summed: a phone's screen or three, and well under 25 KB. */
export const mostGroups = 8;

const caps: [Caps, ...Caps[]] = [
  { groups: mostGroups, title: 120 },
  { groups: 6, title: 80 },
  { groups: 4, title: 60 },
];

const render = template<StormCardData>('storm', json);

/** The storm's card; the groups beyond what a card takes are summed. */
export function stormCard(storm: StormContent, context: CardContext): Card {
  return fitted(caps, (c) => render(data(storm, context, c)));
}

function data(storm: StormContent, context: CardContext, { groups: most, title }: Caps): StormCardData {
  const { words } = context;
  const whole = groupOf('', storm.briefs, context.now);
  // A storm of seconds is one of a minute to whoever reads it later.
  const length = lengthText(Math.max(Date.parse(storm.last) - Date.parse(storm.since), 60_000));
  const heading = words('cards:storm.heading', { count: whole.count, length });
  const shown = storm.groups.slice(0, most);
  const rest = storm.groupCount - shown.length;
  return {
    language: context.language,
    fallbackText: heading,
    band: storm.ended ? 'emphasis' : whole.waiting > 0 ? 'attention' : 'warning',
    heading,
    standing: standingText(whole, context),
    counts: severities.map((severity) => ({
      count: String(whole.bySeverity[severity]),
      severity: words(`cards:short.${severity}`),
    })),
    own: words(storm.ended ? 'cards:storm.over' : 'cards:storm.own'),
    acts: storm.acts.map((text) => ({ text: outsideText(text, 400) })),
    groups: shown.map((group) => groupData(group, context, title)),
    rest: words('cards:storm.rest', {
      count: rest,
      incidents: whole.count - shown.reduce((sum, group) => sum + group.count, 0),
    }),
    hasRest: rest > 0,
    all: [buttonData({ ...storm.all, title: words('cards:storm.all', { count: whole.count }) })],
    asOf: words('cards:storm.since', { time: clockOn(context, storm.since) }),
  };
}

function groupData(group: StormContent['groups'][number], context: CardContext, max: number): GroupData {
  const entities = group.entities
    .map(({ name, count }) => `${nameText(name, context.words)} (${count})`)
    .join(', ');
  return {
    count: String(group.count),
    title: titleText(group.title, context.words, max),
    severities: severitiesText(group.bySeverity, context),
    standing: ` · ${standingText(group, context)}`,
    entities,
    hasEntities: entities !== '',
    list: [buttonData(group.list)],
    verbs: group.verbs.map(buttonData),
    hasVerbs: group.verbs.length > 0,
  };
}

/** `3 High, 12 Low`. */
function severitiesText(counts: Record<Severity, number>, { words }: CardContext): string {
  return severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${words(`cards:short.${severity}`)}`)
    .join(', ');
}

/** What still wants doing, or that nothing does. */
function standingText(group: Group, { words }: CardContext): string {
  const parts = [
    ...(group.overdue > 0 ? [words('cards:storm.overdue', { count: group.overdue })] : []),
    ...(group.waiting > 0 ? [words('cards:storm.waiting', { count: group.waiting })] : []),
    ...(group.acknowledged > 0 ? [words('cards:storm.acknowledged', { count: group.acknowledged })] : []),
    ...(group.closed > 0 ? [words('cards:storm.closed', { count: group.closed })] : []),
  ];
  return parts.join(' · ');
}
