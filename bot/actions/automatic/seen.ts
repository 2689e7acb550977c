/** Sentinel holds a version of an incident: the poller, the webhook and the sweep all end here. Decides; pure. */

import { ownerKey } from '../../incidents/change.ts';
import type { ChannelState } from '../../incidents/channel.ts';
import { after, consequences, deadlineTimers, type WantedEffect } from '../../incidents/consequences.ts';
import type { IncidentEvent, Person, Route } from '../../incidents/events.ts';
import { type Held, parted, type Rosters } from '../../incidents/holding.ts';
import { type Incident, isOlder, severities } from '../../incidents/incident.ts';
import { type AcknowledgeTargets, isAcknowledged } from '../../incidents/levels.ts';
import { isPractice } from '../../incidents/practice.ts';
import { isRedirected, pointsAt } from '../../incidents/redirect.ts';
import { routesFor, unreachedFor } from '../../incidents/routing.ts';
import { current, type IncidentState } from '../../incidents/state.ts';
import type { IncidentDraft } from '../../log/kinds.ts';
import { ownerToMention, socChannel } from '../changes.ts';
import { containedNotices } from '../checks.ts';
import { endNotices } from '../second-person.ts';
import { concerned, reopenedNotices } from '../sounds.ts';
import { commentsToRead } from './heard.ts';
import { joining, stormToJoin } from './joining.ts';

export interface SeenContext {
  now: Date;
  channels: ChannelState[];
  targets: AcknowledgeTargets;
  /** open before Muster first looked: kept and routed, but no card and no sound of its own */
  backlog: boolean;
  /** when entities and alerts may be read, where not at once: Sentinel's budget for them is tight */
  detailsDue?: string;
  /** entities and alerts will be known within seconds, so that teams can wait for them, see `holding.ts` */
  detailsSoon?: boolean;
  /** who is in the channels that it newly matches, as far as that was looked up */
  rosters?: Rosters;
}

/** The entry for a version, or undefined where it says nothing new: seen before, or older than what was seen. */
export function seen(
  state: IncidentState,
  version: Incident,
  context: SeenContext,
): IncidentDraft | undefined {
  if (!state.seen) return arrived(state, version, context);
  if (state.deletedAt) return restored(state, version, context);
  if (state.seen.etag === version.etag) return commentsOnly(state, version, context);
  if (isOlder(version, state.seen)) return undefined;
  return changed(state, state.seen, version, context);
}

/** A version that a write of ours brought may hold comments of others, which nobody has asked for yet. */
function commentsOnly(
  state: IncidentState,
  version: Incident,
  { now }: SeenContext,
): IncidentDraft | undefined {
  const effects = state.backlog ? [] : commentsToRead(state, version, now);
  if (effects.length === 0) return undefined;
  const key = `comments:${version.etag}`;
  return { actor: { kind: 'sentinel' }, action: 'changed', key, events: [], effects };
}

function arrived(state: IncidentState, incident: Incident, context: SeenContext): IncidentDraft {
  const closed = incident.status === 'Closed';
  const backlog = context.backlog || closed;
  const routed = routedBy({ ...state, backlog }, incident, context, {});
  const { routes } = routed;
  const events: IncidentEvent[] = [{ kind: 'arrived', incident, backlog }, routed];
  const effects: WantedEffect[] = [];
  events.push(...joining(state, events, context));
  if (!closed) {
    const next = after(state, events, context.now);
    effects.push(...consequences(next, events, context.backlog));
    if (!context.backlog)
      effects.push(...highNotices(incident, routes, context), ...deadlineTimers(next, context.targets));
    effects.push({ kind: 'details', ...(context.detailsDue && { due: context.detailsDue }) });
    if (!context.backlog) effects.push(...commentsToRead(state, incident, context.now));
  } else if (pointsAt(incident) !== undefined) effects.push({ kind: 'merge.link', tries: 0 });
  return { actor: { kind: 'sentinel' }, action: 'arrived', key: `version:${incident.etag}`, events, effects };
}

function changed(
  state: IncidentState,
  before: Incident,
  version: Incident,
  context: SeenContext,
): IncidentDraft {
  const change: IncidentEvent = { kind: 'changed', incident: version };
  // What people want and Sentinel does not hold yet counts for routing as it does for the card.
  const shown = current(after(state, [change], context.now));
  // A merged-away one is empty: whom it concerned, it concerned because of what went over to another.
  const routed = isRedirected(version) ? [] : rerouted(state, shown, context);
  const events: IncidentEvent[] = [change, ...routed];
  const effects: WantedEffect[] = [];
  const visible = events.length > 1 || visibleOf(before) !== visibleOf(version);
  if (visible) {
    events.push(...joining(state, events, context));
    const next = after(state, events, context.now);
    const sounds = soundsOf(state, before, version, events, context);
    const closed = version.status === 'Closed' && (before.status === 'Closed' || isRedirected(version));
    effects.push(...consequences(next, events, closed, sounds.length > 0), ...sounds);
    if (version.status === 'Closed' && current(state).status !== 'Closed' && !isRedirected(version))
      effects.push(...containedNotices(next));
    effects.push(...endNotices(state, next, events));
    const again = before.status === 'Closed' && version.status !== 'Closed';
    const raised = before.severity !== 'High' && version.severity === 'High';
    if (version.status !== 'Closed' && (again || raised))
      effects.push(...deadlineTimers(next, context.targets));
  }
  if (isRedirected(version) && !isRedirected(before)) effects.push({ kind: 'merge.link', tries: 0 });
  // What was closed when it was first seen has not been looked into yet.
  const unread = before.status === 'Closed' && state.entities === undefined;
  if ((unread || before.alertsCount !== version.alertsCount) && version.status !== 'Closed')
    effects.push({ kind: 'details' });
  effects.push(...commentsToRead(state, version, context.now));
  return { actor: { kind: 'sentinel' }, action: 'changed', key: `version:${version.etag}`, events, effects };
}

/** It is there again, under the same GUID: what was restored counts as before, its deadline too. */
function restored(state: IncidentState, version: Incident, context: SeenContext): IncidentDraft {
  const back: IncidentEvent[] = [{ kind: 'restoredInSentinel' }, { kind: 'changed', incident: version }];
  const shown = after(state, back, context.now);
  const events = [...back, ...rerouted(shown, current(shown), context)];
  const next = after(state, events, context.now);
  const closed = current(next).status === 'Closed';
  return {
    actor: { kind: 'sentinel' },
    action: 'restored',
    key: `restored:${state.seq + 1}`,
    events,
    effects: [
      ...consequences(next, events, closed || state.backlog),
      ...(closed || state.backlog || isAcknowledged(next) ? [] : deadlineTimers(next, context.targets)),
    ],
  };
}

/** What of a version a card shows; the etag, the time and the count of comments move without that. */
export function visibleOf({
  etag,
  modifiedAt,
  commentsCount,
  bookmarksCount,
  lastActivityAt,
  ...rest
}: Incident): string {
  return JSON.stringify(rest);
}

/** What is known of an incident besides its version. */
type Found = Partial<Pick<IncidentState, 'entities' | 'alerts'>>;

type Around = Pick<SeenContext, 'channels' | 'detailsSoon' | 'rosters'>;

/** A `routed` event where routing decides differently now; none where it doesn't. */
export function rerouted(
  state: IncidentState,
  incident: Incident,
  context: Around,
  found: Found = state,
): IncidentEvent[] {
  // A drill is with the team that it is for, whatever that team owns.
  if (isPractice(state.logKey)) return [];
  const routed = routedBy(state, incident, context, found);
  const facts = (list: (Route | Held)[] = []): string =>
    JSON.stringify(
      list
        .map((route) => ({
          channel: route.channel,
          audience: route.audience,
          name: route.name,
          reasons: route.reasons,
          entities: route.entities,
          ...('suspects' in route && { suspects: route.suspects }),
        }))
        .sort((a, b) => (a.channel < b.channel ? -1 : 1)),
    );
  return facts(state.routes.filter((route) => route.active)) === facts(routed.routes) &&
    facts(state.routes.filter((route) => route.unreached)) === facts(routed.unreached) &&
    facts(state.held) === facts(routed.held)
    ? []
    : [routed];
}

function routedBy(
  state: IncidentState,
  incident: Incident,
  { channels, detailsSoon, rosters }: Around,
  { entities, alerts = [] }: Found,
): Extract<IncidentEvent, { kind: 'routed' }> {
  const subject = { incident, entities: entities ?? [], alerts };
  const unreached = unreachedFor(subject, channels);
  // Who waits goes on waiting until the entities are known.
  const waits = detailsSoon === true || (state.held ?? []).length > 0;
  const { routes, held } = parted(
    state,
    routesFor(subject, channels),
    { entities, rosters, waits },
    (channel) => stormToJoin(state, incident, channel, channels) !== undefined,
  );
  return {
    kind: 'routed',
    routes,
    ...(unreached.length > 0 && { unreached }),
    ...(held.length > 0 && { held }),
  };
}

/** A High that arrives makes a sound in each of its channels where there is somebody to mention. */
export function highNotices(
  incident: Incident,
  routes: Route[],
  { channels, now }: Pick<SeenContext, 'channels' | 'now'>,
): WantedEffect[] {
  if (incident.severity !== 'High') return [];
  return routes.flatMap((route): WantedEffect[] => {
    const mention = concerned(
      incident,
      channels.find((c) => c.place?.id === route.channel),
      now,
    );
    return mention.length > 0
      ? [{ kind: 'notice', channel: route.channel, notice: { kind: 'high' }, mention }]
      : [];
  });
}

/** Raised to High or given to somebody in Sentinel: one mention each. Reopened: told wherever its card is. */
function soundsOf(
  state: IncidentState,
  before: Incident,
  version: Incident,
  events: IncidentEvent[],
  { channels, now }: SeenContext,
): WantedEffect[] {
  const routed = events.find((event) => event.kind === 'routed');
  const soc = routed?.routes.find((r) => r.audience === 'soc')?.channel ?? socChannel(state);
  if (!soc || version.status === 'Closed') return [];
  const place = channels.find((c) => c.place?.id === soc);
  const sounds: WantedEffect[] = [];
  const notice = (kind: 'raised' | 'reopened' | 'assigned', mention: Person[]): void => {
    sounds.push({ kind: 'notice', channel: soc, notice: { kind, params: { by: 'Sentinel' } }, mention });
  };
  // Ours, on its way back from a write whose answer was lost, was told when it was made.
  const known = current(state);
  if (before.severity !== 'High' && known.severity !== 'High' && version.severity === 'High')
    notice('raised', concerned(version, place, now));
  if (before.status === 'Closed' && known.status === 'Closed')
    sounds.push(
      ...reopenedNotices(
        state,
        routed?.routes,
        (channel) =>
          concerned(
            version,
            channels.find((c) => c.place?.id === channel),
            now,
          ),
        whatIsNew(before, version),
      ),
    );
  if (version.owner && ownerKey(version.owner) !== ownerKey(before.owner)) {
    const ours = state.pending.some(
      (p) => p.change.owner && ownerKey(p.change.owner) === ownerKey(version.owner),
    );
    const mention = ownerToMention(version);
    if (!ours && mention.length > 0) notice('assigned', mention);
  }
  return sounds;
}

/** What came with a reopening, as parameters of its notice: why it was, as far as Sentinel's REST API tells. */
function whatIsNew(before: Incident, version: Incident): Record<string, string> {
  const alerts = version.alertsCount - before.alertsCount;
  const raised = severities.indexOf(version.severity) < severities.indexOf(before.severity);
  return {
    ...(alerts > 0 && { alerts: String(alerts) }),
    ...(raised && { severity: version.severity }),
  };
}
