/** An incident's history as lines that a person reads: from its entries, and only those that a view may see. Pure. */
import type { View } from './audience.ts';
import type { ContainmentEvent } from './containment.ts';
import type { IncidentEvent } from './events.ts';
import { isOfContainment } from './fold-containment.ts';
import { type Incident, type IncidentChange, isoOf } from './incident.ts';
import { agreed, closingTold } from './second-person-told.ts';
import type { IncidentEntry, IncidentState } from './state.ts';

/** One line: our words as a key below `talk:timeline` with parameters, and what somebody wrote. */
export interface Line {
  at: string;
  /** a person's name; empty for Sentinel and Muster, whose words name them */
  who: string;
  key: string;
  params: Record<string, string>;
  text?: string;
}

interface Told extends Omit<Line, 'at' | 'who'> {
  /** who it was, where the entry's actor only brought it, and when they did it */
  who?: string;
  at?: string;
  /** the channel that may know besides the SOC; `all` for everybody, absent for the SOC alone */
  to?: string;
}

/** The lines of the entries, oldest first. */
export function timeline(state: IncidentState, entries: IncidentEntry[], view: View): Line[] {
  const name = (channel: string | undefined): string =>
    [...state.routes, ...(state.held ?? [])].find((r) => r.channel === channel)?.name ?? 'Teams';
  const lines: Line[] = [];
  const wording = new Map<string, string>();
  let version: Incident | undefined;
  for (const entry of entries) {
    for (const event of entry.events) {
      const before = version;
      if (event.kind === 'arrived' || event.kind === 'changed' || event.kind === 'synced')
        version = event.incident;
      const said = revisedIn(state, event, entry, wording);
      for (const told of said ?? tell(event, entry, before, name, state.commentsEnded)) {
        const { to, ...line } = told;
        if (view !== 'all' && to !== 'all' && (to === undefined || !view.includes(to))) continue;
        lines.push({ at: entry.at, who: whoDid(event, entry), ...line });
      }
    }
  }
  return lines;
}

/** A message and what its author made of it later; undefined for everything else. What was deleted is not shown. */
function revisedIn(
  state: IncidentState,
  event: IncidentEvent,
  entry: IncidentEntry,
  wording: Map<string, string>,
): Told[] | undefined {
  const id = event.kind === 'commented' ? event.id : 'remark' in event ? event.remark : undefined;
  const remark = state.remarks.find((r) => r.id === id);
  if (!remark) return undefined;
  const old = wording.get(remark.id) ?? '';
  const to = remark.channel;
  const where = (channel?: string): Record<string, string> => ({
    where: state.routes.find((r) => r.channel === channel)?.name ?? 'Teams',
  });
  const shown = (text: string): { text?: string } => (remark.deleted ? {} : { text });
  if (event.kind === 'deleted') return [{ key: 'deleted', params: where(to), to }];
  const text = entry.texts[event.kind === 'edited' ? 'edit' : 'comment']?.text ?? '';
  wording.set(remark.id, text);
  if (event.kind !== 'edited')
    return remark.deleted ? [{ key: 'commentedDeleted', params: where(to), to }] : undefined;
  if (event.restored) return [{ key: 'restored', params: where(to), ...shown(text), to }];
  return [{ key: 'edited', params: where(to), ...shown(old || text ? `${old} → ${text}` : ''), to }];
}

/** Routing is Muster's doing, whatever made it route again. */
function whoDid(event: IncidentEvent, { actor }: IncidentEntry): string {
  if (event.kind === 'routed') return 'Muster';
  if (actor.kind === 'person') return actor.name;
  return actor.kind === 'sentinel' ? 'Sentinel' : 'Muster';
}

function tell(
  event: IncidentEvent,
  entry: IncidentEntry,
  before: Incident | undefined,
  name: (channel?: string) => string,
  ended?: string,
): Told[] {
  const text = (of: string): string => entry.texts[of]?.text ?? '';
  const where = (channel?: string): Record<string, string> => ({ where: name(channel) });
  if (isOfContainment(event)) return tellContainment(event, text, name(event.channel));
  switch (event.kind) {
    case 'arrived':
      return [
        {
          key: 'arrived',
          params: { severity: event.incident.severity, status: event.incident.status },
          to: 'all',
        },
      ];
    case 'changed':
      return before ? changes(before, event.incident) : [];
    case 'synced':
      return [{ key: 'synced', params: {} }];
    case 'overruled':
      return event.lost.map(({ by }) => ({ key: 'overruled', params: { name: by.name }, to: 'all' }));
    case 'insisted':
      return [];
    case 'deletedInSentinel':
      return [{ key: 'deletedInSentinel', params: {}, to: 'all' }];
    case 'restoredInSentinel':
      return [{ key: 'restoredInSentinel', params: {}, to: 'all' }];
    case 'detailed':
      return [
        {
          key: 'detailed',
          params: { entities: String(event.entities.length), alerts: String(event.alerts.length) },
        },
      ];
    case 'routed':
      return [
        { key: 'routed', params: { names: event.routes.map((r) => r.name).join(', ') || '–' } },
        ...(event.unreached ?? []).map(({ name: of }) => ({ key: 'unreached', params: { where: of } })),
        ...(event.held ?? []).map(({ name: of, suspects }) =>
          suspects
            ? { key: 'heldFor', params: { where: of, names: suspects.map((one) => one.name).join(', ') } }
            : { key: 'held', params: { where: of } },
        ),
      ];
    case 'vetted':
      return [
        event.suspects.length > 0
          ? {
              key: 'heldFor',
              params: { ...where(event.channel), names: event.suspects.map((one) => one.name).join(', ') },
            }
          : { key: 'vetted', params: where(event.channel) },
      ];
    case 'informed':
      return [
        { key: 'informed', params: { where: event.channels.map(name).join(', ') }, text: text('reason') },
      ];
    case 'grouped':
      return [{ key: 'grouped', params: where(event.channel), to: event.channel }];
    case 'cardAsked':
      return [{ key: 'cardAsked', params: where(event.channel), to: event.channel }];
    case 'acknowledged':
      return [{ key: 'acknowledged', params: where(event.channel), to: event.channel }];
    case 'unacknowledged':
      return [{ key: 'unacknowledged', params: where(event.channel), to: event.channel }];
    case 'intended':
      return [...agreed(event.intent), ...intended(event.intent.change)];
    case 'closingWanted':
    case 'closingDeclined':
    case 'closingFreed':
      return closingTold(event, text);
    case 'commented':
      return [{ key: 'commented', params: where(event.channel), text: text('comment'), to: event.channel }];
    case 'shared':
      return [{ key: 'shared', params: {}, text: text('share'), to: 'all' }];
    case 'asked':
      return [{ key: 'asked', params: where(event.channel), text: text('question'), to: event.channel }];
    case 'answered':
      return [answered(event, where(event.channel), text)];
    case 'passedOn':
      return [
        {
          key: 'passedOn',
          params: { ...where(event.channel), name: event.to.name },
          text: text('reason'),
          to: event.channel,
        },
      ];
    case 'givenTime':
      return [{ key: 'givenTime', params: where(event.channel), text: text('reason'), to: event.channel }];
    case 'noted':
      return [{ key: 'noted', params: where(event.channel), text: text('note'), to: event.channel }];
    case 'withdrawn':
      return [{ key: 'withdrawn', params: where(event.channel), text: text('reason'), to: event.channel }];
    case 'promised':
      return promised(event, where(event.channel));
    case 'handedBack':
      return [{ key: 'handedBack', params: where(event.channel), text: text('reason'), to: event.channel }];
    case 'takenBack':
      return [{ key: 'takenBack', params: where(event.channel), to: event.channel }];
    case 'undone':
      // Who acknowledged or handed back is a matter of that channel; what changed the incident is everybody's.
      return [{ key: 'undone', params: {}, to: mattersOnlyTo(entry) ?? 'all' }];
    case 'mergedInto':
      return [{ key: 'mergedInto', params: { number: String(event.number) }, to: 'all' }];
    case 'absorbed':
      return [{ key: 'absorbed', params: { number: String(event.number) }, to: 'all' }];
    case 'commanded':
      return [{ key: 'commanded', params: where(event.channel), text: text('words'), to: event.channel }];
    case 'posted':
      return [
        {
          key: event.about === 'card' ? 'postedCard' : 'posted',
          params: where(event.channel),
          to: event.channel,
        },
      ];
    case 'adopted':
      return [{ key: 'adopted', params: where(event.channel), to: event.channel }];
    case 'surplus':
      return [{ key: 'surplus', params: where(event.channel), to: event.channel }];
    case 'lost':
      return [{ key: 'lost', params: where(event.channel), to: event.channel }];
    case 'rolledUp':
      return [
        { key: event.closing ? 'rolledUpLast' : 'rolledUp', params: { count: String(event.pieces.length) } },
      ];
    case 'heard': {
      const { name, userPrincipalName } = event.author;
      const who = name ?? userPrincipalName ?? '';
      return [{ key: 'heard', params: {}, text: text(`heard:${event.id}`), who, at: isoOf(event.at) }];
    }
    case 'commentsRead':
      return [{ key: 'commentsGone', params: { count: String(event.gone.length) } }];
    case 'commentsEnded':
      // Of several that were refused the first one tells.
      return entry.at === ended ? [{ key: 'commentsEnded', params: {}, to: 'all' }] : [];
    case 'edited':
    case 'deleted':
    case 'blanked':
      return [];
    case 'erased': {
      const count = String(event.texts.length);
      if (event.why === 'retention') return [{ key: 'erasedInTime', params: { count } }];
      return [{ key: 'erased', params: { count, name: event.of?.name ?? '' }, text: text('reason') }];
    }
    case 'erasedElsewhere':
      return [{ key: 'erasedElsewhere', params: { logs: String(event.logs), count: String(event.texts) } }];
    case 'commentWritten':
      return [{ key: 'commentWritten', params: {} }];
    case 'reminded':
      return [{ key: event.what === 'half' ? 'half' : 'overdue', params: {} }];
    case 'delayed':
      return [{ key: 'delayed', params: { where: event.where }, text: event.error }];
    case 'recovered':
      return [{ key: 'recovered', params: {} }];
    case 'parked':
      return [{ key: 'parked', params: { where: event.where }, text: event.error }];
    case 'retried':
      return [{ key: 'retried', params: {} }];
    case 'dropped':
      return [{ key: 'dropped', params: {}, text: text('reason') }];
    case 'gaveUp':
      return [{ key: 'gaveUp', params: {}, text: event.error }];
  }
}

/** What was chosen of the offered is a word of ours, or a text of the question's. */
function answered(
  { value, cannot, channel }: Extract<IncidentEvent, { kind: 'answered' }>,
  at: Record<string, string>,
  text: (name: string) => string,
): Told {
  const said = [text('answer'), text('link')].filter(Boolean).join('\n');
  const where = (): Record<string, string> => at;
  if (cannot) return { key: 'cannotSay', params: where(), text: said, to: channel };
  if (value === undefined) return { key: 'answered', params: where(), text: said, to: channel };
  if (value === 'yes') return { key: 'answeredYes', params: where(), text: said, to: channel };
  if (value === 'no') return { key: 'answeredNo', params: where(), text: said, to: channel };
  if (value === 'unknown') return { key: 'answeredUnknown', params: where(), text: said, to: channel };
  const number = String(Number(value) + 1);
  return { key: 'chosen', params: { ...where(), number }, text: said, to: channel };
}

/** A reminder or an escalation; where the incident was closed nothing was said. */
function promised(
  { what, channel, to: whom }: Extract<IncidentEvent, { kind: 'promised' }>,
  at: Record<string, string>,
): Told[] {
  const where = (): Record<string, string> => at;
  const name = whom?.name ?? '';
  switch (what) {
    case 'before':
      return [{ key: 'promisedBefore', params: where(), to: channel }];
    case 'due':
      return [{ key: 'promisedDue', params: where(), to: channel }];
    case 'standIn':
      return [{ key: 'promisedStandIn', params: { ...where(), name }, to: channel }];
    case 'contact':
      return [{ key: 'promisedContact', params: { ...where(), name }, to: channel }];
    case 'soc':
      return [{ key: 'promisedSoc', params: where(), to: channel }];
    default:
      return [];
  }
}

function mattersOnlyTo(entry: IncidentEntry): string | undefined {
  return entry.events.find((e) => e.kind === 'unacknowledged' || e.kind === 'takenBack')?.channel;
}

/** What a person wanted changed. Who owns it is told to everybody, as cards tell it. */
function intended(change: IncidentChange): Told[] {
  const told: Told[] = [];
  if (change.owner !== undefined)
    told.push(
      change.owner
        ? {
            key: 'owner',
            params: { name: change.owner.name ?? change.owner.userPrincipalName ?? '' },
            to: 'all',
          }
        : { key: 'noOwner', params: {}, to: 'all' },
    );
  if (change.severity) told.push({ key: 'severity', params: { severity: change.severity }, to: 'all' });
  if (change.status) told.push({ key: 'status', params: { status: change.status }, to: 'all' });
  if (change.classification)
    told.push({
      key: 'classification',
      params: { classification: change.classification },
      text: change.classificationComment,
    });
  if (change.addLabels?.length) told.push({ key: 'tagged', params: {}, text: change.addLabels.join(', ') });
  if (change.removeLabels?.length)
    told.push({ key: 'untagged', params: {}, text: change.removeLabels.join(', ') });
  return told;
}

/** What differs between two versions that Sentinel held. */
function changes(before: Incident, after: Incident): Told[] {
  const told: Told[] = [];
  if (before.status !== after.status)
    told.push({ key: 'status', params: { status: after.status }, to: 'all' });
  if (before.severity !== after.severity)
    told.push({ key: 'severity', params: { severity: after.severity }, to: 'all' });
  const owner = after.owner?.name ?? after.owner?.userPrincipalName;
  if (JSON.stringify(before.owner) !== JSON.stringify(after.owner))
    told.push(
      owner
        ? { key: 'owner', params: { name: owner }, to: 'all' }
        : { key: 'noOwner', params: {}, to: 'all' },
    );
  if (before.title !== after.title) told.push({ key: 'renamed', params: {}, text: after.title });
  if (before.alertsCount !== after.alertsCount)
    told.push({ key: 'alerts', params: { count: String(after.alertsCount) } });
  if (before.commentsCount !== after.commentsCount)
    told.push({ key: 'comments', params: { count: String(after.commentsCount) } });
  return told.length > 0 ? told : [{ key: 'changed', params: {} }];
}

/** Containment checks: the SOC's and the asked team's to know. What a run begins with is for the log alone. */
function tellContainment(event: ContainmentEvent, text: (of: string) => string, where: string): Told[] {
  const said = (...names: string[]): { text?: string } => {
    const words = names.map(text).filter(Boolean).join(' · ');
    return words ? { text: words } : {};
  };
  const id = event.kind === 'proposed' ? event.id : event.check;
  const line = (key: string, more: Partial<Told> = {}): Told[] => [
    { key: `check.${key}`, params: { where, id }, to: event.channel, ...more },
  ];
  switch (event.kind) {
    case 'proposed':
      return line('proposed', said('doing', 'why'));
    case 'impactTold':
      return line('impact', said('breaks', 'whom', 'safe'));
    case 'decided':
      return line(event.go ? 'go' : 'hold', said('reason'));
    case 'settled':
      if (event.into !== undefined)
        return line('merged', { params: { where, id, into: String(event.into) } });
      return line(event.as);
    case 'analystsAsked':
      return line('analysts');
    case 'overridden':
      return line('overridden', said('reason'));
    case 'checkWithdrawn':
      return line('withdrawn', said('reason'));
    case 'runBegun':
      return line('begun');
    case 'runPutOff':
      return line('putOff');
    case 'runOver':
      return line(event.as, event.why ? { text: event.why } : {});
    case 'outcomeTold':
      return line(`outcome.${event.as}`, said('reason'));
    case 'lifted':
      return line('lifted', said('reason'));
    case 'healthTold':
      return line(event.healthy ? 'healthy' : 'unhealthy', said('words'));
  }
}
