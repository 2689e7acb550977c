/** One builder for each thing that the tests of the core are about. Each gives something plain; a test changes what it is about. */
import type { Context, Overview, PlaceContext } from '../bot/actions/define.ts';
import {
  type ChannelState,
  type Connection,
  channelLogKey,
  type Ownership,
} from '../bot/incidents/channel.ts';
import { defaultContainment } from '../bot/incidents/containment.ts';
import type { IncidentEffect, IncidentEvent, Intent, Person, Route } from '../bot/incidents/events.ts';
import { figuresRowOf } from '../bot/incidents/figures-row.ts';
import { foldIncident } from '../bot/incidents/fold.ts';
import type { Alert, Entity, Incident, IncidentChange } from '../bot/incidents/incident.ts';
import { defaultTargets } from '../bot/incidents/levels.ts';
import {
  emptyIncident,
  type IncidentEntry,
  type IncidentState,
  incidentLogKey,
} from '../bot/incidents/state.ts';
import type { TroubleEvent, WhyParked } from '../bot/incidents/trouble.ts';
import type { Actor, Effect } from '../bot/log/entry.ts';
import type { Member, Place } from '../bot/ports.ts';
import { wordsOf } from '../bot/words/words.ts';
import type { CardContext } from '../cards/context.ts';

export const tenant = '00000000-0000-4000-8000-0000000000aa';
export const ada: Person = {
  oid: 'a0000000-0000-4000-8000-000000000001',
  name: 'Ada',
  upn: 'ada@contoso.example',
};
export const ben: Person = {
  oid: 'b0000000-0000-4000-8000-000000000002',
  name: 'Ben',
  upn: 'ben@contoso.example',
};
export const eve: Person = {
  oid: 'e0000000-0000-4000-8000-000000000003',
  name: 'Eve',
  upn: 'eve@contoso.example',
};
export const socId = '19:soc@thread.tacv2';
export const paymentsId = '19:payments@thread.tacv2';
export const webshopId = '19:webshop@thread.tacv2';
export const guid = '11111111-2222-4333-8444-555555555555';
export const logKey = incidentLogKey('sub~rg-soc~ws-soc', guid);

/** The incident arrives at 10:00; this is so many minutes after. */
export function at(minutes = 0): Date {
  return new Date(Date.parse('2026-03-02T10:00:00.000Z') + minutes * 60_000);
}

export function incident(change: Partial<Incident> = {}): Incident {
  return {
    workspace: 'sub~rg-soc~ws-soc',
    id: guid,
    number: 1042,
    etag: '"1"',
    title: 'Suspicious sign-in',
    severity: 'Medium',
    status: 'New',
    labels: [],
    createdAt: '2026-03-02T10:00:00.0000000Z',
    modifiedAt: '2026-03-02T10:00:00.0000000Z',
    provider: 'Azure Sentinel',
    ruleIds: [],
    alertsCount: 1,
    bookmarksCount: 0,
    commentsCount: 0,
    products: [],
    tactics: [],
    techniques: [],
    ...change,
  };
}

/** The same incident as Sentinel holds it later: another etag, and modified a minute after. */
export function later(change: Partial<Incident> = {}): Incident {
  return incident({ etag: '"2"', modifiedAt: '2026-03-02T10:01:00.0000000Z', ...change });
}

/** What Defender leaves of it when it merges it away: closed, empty, and labelled so. */
export function redirected(change: Partial<Incident> = {}): Incident {
  return later({
    status: 'Closed',
    classification: 'Undetermined',
    alertsCount: 0,
    labels: [{ name: 'Redirected', type: 'AutoAssigned' }],
    ...change,
  });
}

export function entity(kind: string, name: string, change: Partial<Entity> = {}): Entity {
  return { id: `${kind}:${name}`, kind, name, aliases: [], ...change };
}

export function alert(change: Partial<Alert> = {}): Alert {
  return { id: 'alert-1', title: 'Sign-in from two places', ...change };
}

export function place(id: string, change: Partial<Place> = {}): Place {
  return {
    kind: 'channel',
    id,
    tenantId: tenant,
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
    ...change,
  };
}

/** What nobody owns anything by, but for what is given. */
export function owning(owns: Partial<Ownership>): Ownership {
  const nothing: string[] = [];
  return {
    subscriptions: nothing,
    resourceGroups: nothing,
    resources: nothing,
    hosts: nothing,
    accounts: nothing,
    rules: nothing,
    products: nothing,
    tags: nothing,
    ...owns,
  };
}

export function connection(owns: Partial<Ownership>, change: Partial<Connection> = {}): Connection {
  return {
    name: 'Payments',
    owns: owning(owns),
    from: 'Informational',
    language: 'en',
    zone: 'UTC',
    ...change,
  };
}

/** A channel that Muster was added to; connected to nothing. */
export function channel(id: string, change: Partial<ChannelState> = {}): ChannelState {
  return {
    logKey: channelLogKey(id),
    seq: 1,
    head: 'h',
    place: place(id),
    present: true,
    keys: {},
    ...change,
  };
}

export function socChannel(by: Person | undefined = ada): ChannelState {
  return channel(socId, { soc: { by, at: at(-60).toISOString() } });
}

/** A channel connected to what its team owns. */
export function teamChannel(
  id: string,
  owns: Partial<Ownership>,
  change: Partial<Connection> = {},
): ChannelState {
  return channel(id, { connection: { ...connection(owns, change), by: ada, at: at(-60).toISOString() } });
}

export const socRoute: Route = {
  channel: socId,
  audience: 'soc',
  name: 'SOC',
  reasons: [{ field: 'soc', pattern: '' }],
  entities: [],
};
export const paymentsRoute: Route = {
  channel: paymentsId,
  audience: 'team',
  name: 'Payments',
  reasons: [{ field: 'host', pattern: 'pay-*' }],
  entities: ['Host:pay-01'],
};
export const webshopRoute: Route = {
  channel: webshopId,
  audience: 'team',
  name: 'Webshop',
  reasons: [{ field: 'host', pattern: 'web-*' }],
  entities: ['Host:web-01'],
};

/** An entry as the journal writes it, as far as folding reads it. */
export function entry(
  seq: number,
  events: IncidentEvent[],
  change: Partial<Omit<IncidentEntry, 'actor' | 'texts'>> & {
    by?: Person;
    actor?: Actor;
    texts?: Record<string, string>;
  } = {},
): IncidentEntry {
  const { by, actor, texts = {}, ...rest } = change;
  return {
    id: String(seq).padStart(10, '0'),
    type: 'entry',
    logKey,
    seq,
    v: 1,
    at: at(seq).toISOString(),
    actor: actor ?? (by ? { kind: 'person', ...by } : { kind: 'muster' }),
    action: 'something',
    key: `key-${seq}`,
    events,
    effects: [] as IncidentEffect[],
    digests: {},
    prev: `hash-${seq - 1}`,
    hash: `hash-${seq}`,
    open: {},
    texts: Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { text, salt: 's' }])),
    ...rest,
  };
}

/** A first card that Muster tries to post no more. `lost`: one may be there, its answers lost. */
export const cardParked = (channel: string, why: WhyParked): TroubleEvent => ({
  kind: 'parked',
  effect: { id: '1.0', kind: 'card.post', channel, ...(why === 'lost' && { uncertain: true }) } as Effect,
  where: 'teams',
  since: at(1).toISOString(),
  why,
  error: why,
  channel,
});

/** A state folded from entries, each given as its events and what else it says; numbered from 1, a minute apart. */
export function stateAfter(
  ...entries: (IncidentEvent[] | [events: IncidentEvent[], change: Parameters<typeof entry>[2]])[]
): IncidentState {
  return entries.reduce<IncidentState>((state, given, i) => {
    const [events, change] = isPair(given) ? given : [given, {}];
    return foldIncident(state, entry(i + 1, events, change));
  }, emptyIncident(logKey));
}

function isPair(
  given: IncidentEvent[] | [events: IncidentEvent[], change: Parameters<typeof entry>[2]],
): given is [events: IncidentEvent[], change: Parameters<typeof entry>[2]] {
  return Array.isArray(given[0]);
}

/** Arrived and routed to the SOC and the payments team. */
export function arrived(change: Partial<Incident> = {}, routes = [socRoute, paymentsRoute]): IncidentEvent[] {
  return [
    { kind: 'arrived', incident: incident(change), backlog: false },
    { kind: 'routed', routes },
  ];
}

/** Somebody wants something changed in Sentinel. */
export function intended(
  change: IncidentChange,
  before: IncidentChange = {},
  of: Partial<Intent> = {},
): IncidentEvent {
  return { kind: 'intended', intent: { id: 'i', change, before, at: at(1).toISOString(), by: ada, ...of } };
}

/** An analyst who presses a button in the SOC's channel, ten minutes after arrival. */
/** How an English reader in UTC reads. */
export const inEnglish: CardContext = {
  words: wordsOf('en'),
  language: 'en',
  zone: 'UTC',
  now: at(10),
  targets: defaultTargets,
};

/** What is looked at where it is about a place. */
export function placeContext(change: Partial<PlaceContext> = {}): PlaceContext {
  return { ...context(), others: [], inStorm: [], look: inEnglish, holidays: [], ...change };
}

/** Nothing has to wait for anything else. */
export const few = <T>(work: () => Promise<T>): Promise<T> => work();

/** Nobody asks there how Muster itself stands. */
export const standing = {
  late: () => [],
  health: () => Promise.reject(new Error('Nobody asks for it here.')),
};

export function context(change: Partial<Context> = {}): Context {
  return {
    now: at(10),
    actor: ada,
    roles: ['analyst'],
    place: place(socId),
    audience: 'soc',
    channel: socId,
    channelName: 'SOC',
    targets: defaultTargets,
    twoPeople: [],
    memberOf: [],
    managerOf: [],
    contactOf: [],
    containment: defaultContainment,
    inSoc: true,
    here: 'all',
    members: [],
    via: 'button',
    ...change,
  };
}

/** A member of the payments team who presses a button in the team's channel. */
export function inPayments(change: Partial<Context> = {}): Context {
  return context({
    actor: ben,
    roles: [],
    place: place(paymentsId),
    audience: 'team',
    channel: paymentsId,
    channelName: 'Payments',
    memberOf: [paymentsId],
    inSoc: false,
    here: [paymentsId],
    ...change,
  });
}

export function member(person: Person, change: Partial<Member> = {}): Member {
  return { id: `29:${person.name}`, ...person, tenantId: tenant, guest: false, ...change };
}

/** What lists and summaries are made from, whichever of it they read. */
export function overviewOf(incidents: IncidentState[], channels: ChannelState[] = []): Overview {
  return { incidents, rows: incidents.map(figuresRowOf), channels };
}
