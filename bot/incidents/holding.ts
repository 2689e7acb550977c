/**
 * Which teams are not told of an incident yet, since the one whom it is about may be among them: whoever reads in the
 * channel that their own account is under suspicion is warned. Pure.
 */
import type { Member } from '../ports.ts';
import type { Person, Route } from './events.ts';
import type { Entity } from './incident.ts';
import { type IncidentState, isCarded, routeOf } from './state.ts';

/** A route that matches and whose channel has not been told; only the SOC sees it. */
export interface Held extends Route {
  /** members of the channel whose accounts are in the incident; absent: accounts or members are not known yet */
  suspects?: Person[];
}

/** Who is in which channel, by its id, as far as it was looked up. */
export type Rosters = ReadonlyMap<string, Member[]>;

/** What is known when it is decided whom to tell. */
export interface Known {
  /** absent: Sentinel has not been asked for them yet */
  entities?: Entity[] | undefined;
  rosters?: Rosters | undefined;
  /** whether entities that are not known yet are to be waited for */
  waits: boolean;
}

/** What people go by. */
type Named = Pick<Member, 'oid' | 'name' | 'upn' | 'email'>;

const kindsOfPeople = ['Account', 'Mailbox'];

export function hasAccounts(entities: Entity[]): boolean {
  return entities.some(({ kind }) => kindsOfPeople.includes(kind));
}

/**
 * Members whose account is in the incident. An account of a directory on premises has no name in Entra, so its short
 * name counts as well: one held back too many costs a click, one too few warns an attacker.
 */
export function suspectsIn(entities: Entity[], members: Named[]): Person[] {
  const names = new Set(
    entities
      .filter(({ kind }) => kindsOfPeople.includes(kind))
      .flatMap(({ name, aliases }) => [name, ...aliases])
      .flatMap((name) => [name, name.slice(name.lastIndexOf('\\') + 1)])
      .map((name) => name.trim().toLowerCase()),
  );
  return members
    .filter((member) => namesOf(member).some((name) => names.has(name)))
    .map(({ oid, name, upn }) => ({ oid, name, ...(upn && { upn }) }));
}

/** Whether somebody's account is in the incident, as far as they are known by these. */
export function isSuspect({ entities = [] }: Pick<IncidentState, 'entities'>, person: Named): boolean {
  return suspectsIn(entities, [person]).length > 0;
}

function namesOf({ oid, name, upn, email }: Named): string[] {
  const addresses = [upn, email].filter((address) => address !== undefined);
  return [oid, name, ...addresses, ...addresses.map((address) => address.split('@')[0]!)]
    .map((one) => one.toLowerCase())
    .filter(Boolean);
}

/** Whether a channel was told, so that nothing is kept from it by waiting: by a card, or in a storm's. */
export function wasTold(state: IncidentState, channel: string): boolean {
  return (
    routeOf(state, channel)?.active === true ||
    isCarded(state, channel) ||
    state.grouped[channel] !== undefined ||
    state.informed?.includes(channel) === true
  );
}

/** Parts the routes that match into those that are told and those that wait. */
export function parted(
  state: IncidentState,
  routes: Route[],
  known: Known,
  joinsStorm: (channel: string) => boolean,
): { routes: Route[]; held: Held[] } {
  const told: Route[] = [];
  const held: Held[] = [];
  for (const route of routes) {
    const { channel } = route;
    if (route.audience === 'soc' || wasTold(state, channel) || joinsStorm(channel)) told.push(route);
    else {
      const suspects = suspectsFor(state, channel, known);
      if (suspects?.length === 0) told.push(route);
      else held.push({ ...route, ...(suspects && { suspects }) });
    }
  }
  return { routes: told, held };
}

/** Undefined: it can't be said yet. */
function suspectsFor(
  state: IncidentState,
  channel: string,
  { entities, rosters, waits }: Known,
): Person[] | undefined {
  if (!entities) return waits ? undefined : [];
  if (!hasAccounts(entities)) return [];
  const members = rosters?.get(channel);
  return members
    ? suspectsIn(entities, members)
    : state.held?.find((one) => one.channel === channel)?.suspects;
}
