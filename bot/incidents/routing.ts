/** Which channels an incident concerns, and why. Pure. */
import { type ChannelState, type Connection, isReachable, type Ownership } from './channel.ts';
import type { Reason, Route } from './events.ts';
import { type Alert, type Entity, type Incident, severities } from './incident.ts';

/** What routing looks at: an incident, and its entities and alerts once they are known. */
export interface Subject {
  incident: Incident;
  entities: Entity[];
  alerts: Alert[];
}

/**
 * `*` stands for anything, `?` for one character; case never matters. Walked by hand, since attackers choose the names
 * that are matched, and a regular expression of several stars can take seconds on one of them.
 */
export function matches(pattern: string, text: string): boolean {
  const [p, t] = [pattern.trim().toLowerCase(), text.trim().toLowerCase()];
  let [i, j, star, resume] = [0, 0, -1, 0];
  while (j < t.length) {
    if (p[i] === '*') {
      star = i++;
      resume = j;
    } else if (p[i] === '?' || p[i] === t[j]) {
      i++;
      j++;
    } else if (star >= 0) {
      // The last star takes one character more.
      i = star + 1;
      j = ++resume;
    } else return false;
  }
  while (p[i] === '*') i++;
  return i === p.length;
}

/** The parts of an ARM id that routing asks for; undefined parts where the id has none. */
export function armParts(id: string): { subscription?: string; resourceGroup?: string; resource?: string } {
  const part = (name: string): string | undefined => new RegExp(`/${name}/([^/]+)`, 'i').exec(id)?.[1];
  const segments = id.split('/').filter(Boolean);
  return {
    subscription: part('subscriptions'),
    resourceGroup: part('resourceGroups'),
    resource: segments.length > 4 ? segments.at(-1) : undefined,
  };
}

/** The routes of an incident: the SOC's, and those of each connected channel that owns something in it. */
export function routesFor(subject: Subject, channels: ChannelState[]): Route[] {
  const here = channels.filter(isReachable);
  const soc = here.find((channel) => channel.soc);
  const routes: Route[] = soc
    ? [
        {
          channel: soc.place.id,
          audience: 'soc',
          name: 'SOC',
          reasons: [{ field: 'soc', pattern: '' }],
          entities: [],
        },
      ]
    : [];
  for (const channel of here) {
    if (channel === soc) continue;
    const route = teamRoute(subject, channel);
    if (route) routes.push(route);
  }
  return routes;
}

/** The teams that own something in it and can't be reached: it is with the SOC until that is mended. */
export function unreachedFor(subject: Subject, channels: ChannelState[]): Route[] {
  return channels.flatMap((channel) =>
    isReachable(channel) || channel.soc ? [] : (teamRoute(subject, channel) ?? []),
  );
}

function teamRoute(subject: Subject, { place, connection }: ChannelState): Route | undefined {
  if (!place || !connection) return undefined;
  const match = matchOf(subject, connection);
  if (match.reasons.length === 0) return undefined;
  return { channel: place.id, audience: 'team', name: connection.name, ...match };
}

/** Why an incident is a connection's, and by which entities; no reasons where it isn't. */
export function matchOf(
  subject: Subject,
  connection: Pick<Connection, 'owns' | 'from'>,
): Pick<Route, 'reasons' | 'entities'> {
  const { incident, alerts } = subject;
  const { owns } = connection;
  if (severities.indexOf(incident.severity) > severities.indexOf(connection.from))
    return { reasons: [], entities: [] };
  const reasons: Reason[] = [];
  const entities: string[] = [];
  for (const entity of subject.entities) {
    const found = entityReasons(entity, owns);
    if (found.length === 0) continue;
    entities.push(entity.id);
    reasons.push(...found);
  }
  const ruleNames = [
    ...incident.ruleIds,
    ...alerts.flatMap((alert) => (alert.ruleName ? [alert.ruleName] : [])),
  ];
  const products = [
    ...incident.products,
    ...alerts.flatMap((alert) => (alert.product ? [alert.product] : [])),
  ];
  reasons.push(...matching('rule', owns.rules, ruleNames));
  reasons.push(...matching('product', owns.products, products));
  reasons.push(
    ...matching(
      'tag',
      owns.tags,
      incident.labels.map((label) => label.name),
    ),
  );
  return { reasons: distinct(reasons), entities };
}

function entityReasons(entity: Entity, owns: Ownership): Reason[] {
  const arm = entity.resourceId ? armParts(entity.resourceId) : {};
  const names = [entity.name, ...entity.aliases];
  const list = (value: string | undefined): string[] => (value ? [value] : []);
  return [
    ...matching('subscription', owns.subscriptions, list(arm.subscription)),
    ...matching('resourceGroup', owns.resourceGroups, list(arm.resourceGroup)),
    ...matching('resource', owns.resources, list(arm.resource)),
    ...(entity.kind === 'Host' ? matching('host', owns.hosts, names) : []),
    ...(entity.kind === 'Account' ? matching('account', owns.accounts, names) : []),
  ];
}

function matching(field: Reason['field'], patterns: string[], texts: string[]): Reason[] {
  return patterns
    .filter((pattern) => texts.some((text) => matches(pattern, text)))
    .map((pattern) => ({ field, pattern }));
}

function distinct(reasons: Reason[]): Reason[] {
  return reasons.filter(
    (a, i) => reasons.findIndex((b) => b.field === a.field && b.pattern === a.pattern) === i,
  );
}
