/** What has not got through, in plain words: what is still being tried, and what Muster tries no more. */
import type { Intent } from '../bot/incidents/events.ts';
import { type IncidentState, lateIntents, routeOf } from '../bot/incidents/state.ts';
import { parkedIn, type Trouble, type Where, type WhyParked } from '../bot/incidents/trouble.ts';
import { type CardContext, cappedList, clockOn, listOn } from './context.ts';
import { nameText, outsideText } from './untrusted.ts';

/** One line on a card. */
export interface TroubleLine {
  text: string;
  /** `Bolder` for what somebody has to decide */
  weight: 'Default' | 'Bolder';
}

/** The colour behind the lines: louder where something waits for a person. */
export function troubleBand(lines: TroubleLine[]): 'warning' | 'attention' {
  return lines.some(({ weight }) => weight === 'Bolder') ? 'attention' : 'warning';
}

/** What people call a channel, by its id. */
export type ChannelName = (id: string) => string | undefined;

const shownParked = 3;
const mostWishes = 3;

/** On the SOC's card: what waits, what can't be done and why, and what an analyst can do about it. Empty: all is well. */
export function troubleLines(state: IncidentState, context: CardContext): TroubleLine[] {
  const { words } = context;
  const failing = Object.values(state.trouble).filter(({ parked }) => !parked);
  const since = (where: Where): string[] =>
    failing.filter((trouble) => trouble.where === where).map((trouble) => trouble.since);
  const waiting = lateIntents(state, context.now).map(({ at }) => at);
  const parked = parkedIn(state.trouble);
  const left = parked.length - shownParked;
  return [
    ...trying('cards:notInSentinel', [...since('sentinel'), ...waiting], context),
    ...trying('cards:notInTeams', since('teams'), context),
    ...trying('cards:notDone', since('muster'), context),
    ...parked
      .slice(0, shownParked)
      .map((one) =>
        bold(`${undoneText(one, context, namesIn(state))} ${whyText(one.parked, one.where, context)}`),
      ),
    ...(left > 0 ? [words('cards:parked.left', { count: left })] : []),
    ...(parked.length > 0 ? [words('cards:parked.todo')] : []),
  ].map(plain);
}

/** On a team's card: only what the team did itself, and nothing of how the SOC's services are. */
export function teamTroubleLines(state: IncidentState, own: string, context: CardContext): TroubleLine[] {
  const { words } = context;
  const waiting = lateIntents(state, context.now).filter(({ channel }) => channel === own);
  const ours = parkedIn(state.trouble).flatMap((one): Trouble[] => {
    const { intents, from } = one.parked;
    if (!intents) return from === own ? [one] : [];
    const wanted = intents.filter(({ channel }) => channel === own);
    return wanted.length > 0 ? [{ ...one, parked: { ...one.parked, intents: wanted } }] : [];
  });
  const left = ours.length - shownParked;
  return [
    ...trying(
      'cards:notInSentinel',
      waiting.map(({ at }) => at),
      context,
    ),
    ...ours.slice(0, shownParked).map((one) => bold(undoneText(one, context, namesIn(state)))),
    ...(left > 0 ? [words('cards:list.left', { count: left })] : []),
    ...(ours.length > 0 ? [words('cards:parked.soc')] : []),
  ].map(plain);
}

function bold(text: string): TroubleLine {
  return { text, weight: 'Bolder' };
}

function plain(line: string | TroubleLine): TroubleLine {
  return typeof line === 'string' ? { text: line, weight: 'Default' } : line;
}

/** `Not in Sentinel: closing, by Ada.` */
export function undoneText(trouble: Trouble, context: CardContext, channel: ChannelName): string {
  const reads = trouble.of === 'details' || trouble.of === 'comments';
  const place = context.words(`cards:parked.in.${reads ? 'read' : trouble.where}`);
  return context.words('cards:parked.what', { place, what: whatText(trouble, context, channel) });
}

/** `Sentinel refused it (400 BadRequest).` */
export function whyText(
  { why, code }: { why: WhyParked; code?: string },
  where: Where,
  { words }: CardContext,
): string {
  const service = words(`cards:parked.service.${where}`);
  const known = outsideText(code, 80);
  return words(`cards:parked.why.${why}`, { service, code: known ? ` (${known})` : '' });
}

/** What an effect was to bring about, and whose act that was. */
function whatText({ of = '', channel: to, parked }: Trouble, context: CardContext, channel: ChannelName) {
  const { words } = context;
  if (parked?.intents) {
    const wanted = parked.intents.map((intent) => intentText(intent, context));
    return wanted.length > mostWishes ? cappedList(context, wanted, mostWishes) : listOn(context, wanted);
  }
  const name = parked?.by ? nameText(parked.by.name, words) : '';
  const where = nameText(to === undefined ? '' : channel(to), words, 40);
  const kind = known.includes(of) ? of.replaceAll('.', '-') : 'other';
  return words(`cards:parked.effect.${kind}${name && named.includes(of) ? '-by' : ''}`, {
    name,
    where,
    of: outsideText(of, 40),
  });
}

/** Kinds of effects that have words of their own; those of the second list also with a person's name. */
const known = [
  'sentinel.write',
  'sentinel.comment',
  'details',
  'comments',
  'card.post',
  'card.update',
  'question.post',
  'notice',
  'relay',
  'overruled',
  'timer',
  'merge.link',
  'merge.find',
  'merge.carry',
  'group',
  'backlog',
  'reroute',
  'storm.post',
  'storm.follow',
  'storm.update',
  'tell.lost',
  'tell.back',
  'tell.parked',
  'contacts.tell',
  'contacts.ask',
  'rota.ends',
  'digest.send',
];
const named = ['sentinel.comment', 'question.post', 'relay', 'group'];

/** `severity Low, by Ada`: a wish that Sentinel does not hold. */
function intentText({ change, by }: Intent, { words }: CardContext): string {
  const { status, severity, owner } = change;
  const params = { name: nameText(by.name, words) };
  if (status === 'Closed') return words('cards:parked.intent.close', params);
  if (severity)
    return words('cards:parked.intent.severity', {
      ...params,
      severity: words(`cards:severity.${severity}`),
    });
  if (owner)
    return words('cards:parked.intent.owner', {
      ...params,
      owner: nameText(owner.name ?? owner.userPrincipalName, words),
    });
  if (owner === null) return words('cards:parked.intent.noOwner', params);
  return words(`cards:parked.intent.${status ? 'reopen' : 'tags'}`, params);
}

/** The names of an incident's channels. */
export function namesIn(state: IncidentState): ChannelName {
  return (id) => routeOf(state, id)?.name;
}

function trying(key: string, times: string[], context: CardContext): string[] {
  const [earliest] = times.sort();
  return earliest ? [context.words(key, { time: clockOn(context, earliest) })] : [];
}
