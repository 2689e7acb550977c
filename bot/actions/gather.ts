/** Looks up what decisions rest on: who speaks, in what role, where, and who else is there. */
import { Refused, Upstream } from '../errors.ts';
import { inCommon, type View } from '../incidents/audience.ts';
import { type ChannelState, isReachable } from '../incidents/channel.ts';
import { askedNow } from '../incidents/contacts.ts';
import { type Containment, defaultContainment } from '../incidents/containment.ts';
import type { Person } from '../incidents/events.ts';
import type { AcknowledgeTargets } from '../incidents/levels.ts';
import type { TwoPeopleRule } from '../incidents/second-person.ts';
import { type IncidentState, routeOf, socRoute, teamRoutes } from '../incidents/state.ts';
import type { Clock, Directory, Member, Need, Place, Role } from '../ports.ts';
import type { Audience, Context } from './define.ts';

/** Who speaks and where, as the verified activity says. */
export interface Speaker {
  /** Entra object id, lower case */
  oid: string;
  name: string;
  tenantId?: string;
  place: Place;
  /** as Teams sends them with each message */
  language?: string;
  zone?: string;
}

export interface Gathering {
  directory: Directory;
  /** as known here: what other replicas changed in the last half minute may be missing */
  channels: () => Promise<ChannelState[]>;
  /** as they are, read again where knowledge may be old; absent: `channels` gives them so */
  channelsNow?(): Promise<ChannelState[]>;
  clock: Clock;
  tenantId: string;
  targets: AcknowledgeTargets;
  twoPeople: TwoPeopleRule[];
  /** absent: as where nobody sets anything */
  containment?: Containment;
}

/**
 * Roles and memberships of one speaker in one place; `forIncident` then says which channel an act counts for. Whoever
 * only asks is answered by what was known last where no directory can be reached; nobody acts on that.
 */
export async function gather(
  speaker: Speaker,
  via: Context['via'],
  given: Gathering,
  need: Need = 'act',
): Promise<Context> {
  const { place } = speaker;
  const around = { ...given, directory: needing(given.directory, need) };
  const known = await around.channels();
  // Nobody is refused, or answered as in a strange place, by what is known from before it was connected.
  const strange = place.kind === 'channel' && !isOurs(hereIn(known, place));
  const channels = (strange && (await around.channelsNow?.())) || known;
  const here = hereIn(channels, place);
  // Asked at once, since two directories tell; a stranger is refused whatever the other says.
  const asked = around.directory.roles(speaker.oid);
  asked.catch(() => undefined);
  const member = await around.directory.member(place, speaker.oid);
  refuseStrangers(speaker, member, around.tenantId);
  const roles = await asked;
  const audience = await audienceOf(place, here, around.directory);
  const now = around.clock.now();
  const context = {
    now,
    actor: { oid: speaker.oid, name: member?.name ?? speaker.name, ...(member?.upn && { upn: member.upn }) },
    roles,
    place,
    audience,
    channelName: channelName(audience, here),
    targets: around.targets,
    twoPeople: around.twoPeople,
    memberOf: await memberships(speaker, here, channels, around.directory),
    managerOf: managedBy(speaker.oid, channels),
    contactOf: contactOf(speaker.oid, channels, now),
    containment: around.containment ?? defaultContainment,
    inSoc: await isInSoc(speaker, roles, audience, channels, around.directory),
    members: [],
    via,
  };
  return { ...context, here: await viewOfPlace(context, channels, around.directory) };
}

/**
 * Somebody who may see what everybody in a place may, and no more: as whom it is answered what nobody asks just now. A
 * personal chat's is its person. Throws Refused where they are not there any more, or are guests.
 */
export async function gatherFor(place: Place, person: Person, given: Gathering): Promise<Context> {
  if (place.kind === 'personal') return gather({ oid: person.oid, name: person.name, place }, 'text', given);
  const channels = await given.channels();
  const channel = hereIn(channels, place);
  const audience = await audienceOf(place, channel, given.directory);
  const anybody = {
    now: given.clock.now(),
    actor: person,
    roles: [],
    place,
    audience,
    channelName: channelName(audience, channel),
    targets: given.targets,
    twoPeople: given.twoPeople,
    memberOf: [],
    managerOf: [],
    contactOf: [],
    containment: given.containment ?? defaultContainment,
    inSoc: false,
    members: [],
    via: 'text' as const,
  };
  const here = await viewOfPlace(anybody, channels, given.directory);
  return here === 'all'
    ? { ...anybody, here, roles: ['analyst'], inSoc: true }
    : { ...anybody, here, memberOf: here };
}

/** A directory that is asked for one purpose. */
export function needing(directory: Directory, need: Need): Directory {
  return {
    roles: (oid) => directory.roles(oid, need),
    members: (place) => directory.members(place, need),
    member: (place, oid) => directory.member(place, oid, need),
  };
}

export function hereIn(channels: ChannelState[], place: Place): ChannelState | undefined {
  return channels.find((channel) => channel.place?.id === place.id);
}

function isOurs(channel: ChannelState | undefined): boolean {
  return channel?.soc !== undefined || channel?.connection !== undefined;
}

/** Guests, people of other tenants and people who are not (or no longer) where they speak from are refused. */
export function refuseStrangers(speaker: Speaker, member: Member | undefined, tenantId: string): void {
  if (!member) throw new Refused('notHere');
  const tenant = member.tenantId ?? speaker.tenantId;
  if (member.guest || (tenant && tenant.toLowerCase() !== tenantId.toLowerCase())) throw new Refused('guest');
}

/** Teams calls a chat of two people personal as well: it is somebody's own only where nobody else is in it. */
export async function audienceOf(
  place: Place,
  channel: ChannelState | undefined,
  directory: Directory,
): Promise<Audience> {
  if (place.kind === 'personal')
    return (await directory.members(place)).length > 1 ? 'groupChat' : 'personal';
  if (place.kind === 'groupChat') return 'groupChat';
  if (channel?.soc) return 'soc';
  return channel?.connection ? 'team' : 'channel';
}

export function channelName(audience: Audience, channel: ChannelState | undefined): string {
  if (audience === 'soc') return 'SOC';
  return channel?.connection?.name ?? channel?.place?.name ?? 'Teams';
}

/** In a connected channel one is a member of it, and that is what counts there; elsewhere, of all one is in. */
async function memberships(
  speaker: Speaker,
  here: ChannelState | undefined,
  channels: ChannelState[],
  directory: Directory,
) {
  if (speaker.place.kind === 'channel') return here?.connection ? [speaker.place.id] : [];
  return membershipsOf(speaker.oid, channels, directory);
}

/** Whose manager somebody was named, where that channel was connected. */
export function managedBy(oid: string, channels: ChannelState[]): string[] {
  return channels.flatMap(({ place, connection }) =>
    place && connection?.managers?.some((manager) => manager.oid === oid) ? [place.id] : [],
  );
}

/** The channels of teams that have somebody asked now, whether first or as a stand-in. */
export function contactOf(oid: string, channels: ChannelState[], now: Date): string[] {
  return channels.flatMap((channel) => {
    if (!channel.place || !channel.connection) return [];
    const { first, standIn } = askedNow(channel, now);
    const isAsked = [...first, ...standIn].some((person) => person.oid.toLowerCase() === oid.toLowerCase());
    return isAsked ? [channel.place.id] : [];
  });
}

/** The roster of the SOC's channel is asked only where it makes a difference: of analysts, and in chats. */
export async function isInSoc(
  { oid, place }: Pick<Speaker, 'oid' | 'place'>,
  roles: Role[],
  audience: Audience,
  channels: ChannelState[],
  directory: Directory,
): Promise<boolean> {
  if (audience === 'soc') return true;
  const mayDecide = roles.includes('analyst') || roles.includes('manager');
  if (place.kind === 'channel' && !mayDecide) return false;
  const soc = channels.filter(isReachable).find((channel) => channel.soc);
  if (!soc) return false;
  return (await rosterOf(soc.place, directory)).some((member) => member.oid === oid && !member.guest);
}

export async function membershipsOf(
  oid: string,
  channels: ChannelState[],
  directory: Directory,
): Promise<string[]> {
  const connected = channels.filter(isReachable).filter((channel) => channel.connection);
  const found = await Promise.all(
    connected.map(async ({ place }) => {
      const member = (await rosterOf(place, directory)).find((m) => m.oid === oid && !m.guest);
      return member ? [place.id] : [];
    }),
  );
  return found.flat();
}

/** A channel that Teams lets Muster no longer into has no members for us; it must not keep people from the others. */
export function rosterOf(place: Place, directory: Directory): Promise<Member[]> {
  return directory.members(place).catch((error) => {
    if (error instanceof Upstream && error.details.gone) return [];
    throw error;
  });
}

/** The context with the channel that an act on this incident counts for. */
export function forIncident(context: Context, state: IncidentState): Context {
  const here = routeOf(state, context.place.id);
  if (here) return { ...context, channel: here.channel, channelName: here.name };
  const own = teamRoutes(state).find((route) => context.memberOf.includes(route.channel));
  const counts = context.roles.includes('analyst') ? (socRoute(state) ?? own) : own;
  return counts ? { ...context, channel: counts.channel, channelName: counts.name } : context;
}

/** The rosters of the channels that an incident concerns: the place's own, for analysts all, for others their own. */
export async function rosters(
  context: Context,
  state: IncidentState,
  around: Gathering,
): Promise<Context['members']> {
  const channels = await around.channels();
  const active = state.routes.filter((r) => r.active).map((r) => r.channel);
  const own = context.roles.includes('analyst')
    ? active
    : active.filter((channel) => context.memberOf.includes(channel));
  const wanted = context.audience === 'team' ? [context.place.id] : own;
  const found = channels.filter(({ place }) => place && wanted.includes(place.id));
  return Promise.all(
    found.map(async (channel) => ({
      channel: channel.place!.id,
      members: await rosterOf(channel.place!, around.directory),
      ...(channel.connection && {
        zone: channel.connection.zone,
        asked: askedNow(channel, context.now).first,
      }),
    })),
  );
}

/** What one person may see: everything, of whoever is in the SOC's channel or a manager of all; else their channels'. */
export function viewOf({
  roles,
  memberOf,
  managerOf,
  inSoc,
}: Pick<Context, 'roles' | 'memberOf' | 'managerOf' | 'inSoc'>): View {
  if (inSoc || roles.includes('manager')) return 'all';
  return [...new Set([...memberOf, ...managerOf])];
}

/** What an answer may hold where it is given: only what everybody there may see. */
export async function viewOfPlace(
  context: Omit<Context, 'here'>,
  channels: ChannelState[],
  directory: Directory,
): Promise<View> {
  const { place } = context;
  switch (context.audience) {
    case 'soc':
      return 'all';
    case 'team':
      return [place.id];
    case 'channel':
      return [];
    case 'personal':
      return viewOf(context);
    case 'groupChat': {
      const members = await directory.members(place);
      // What nobody is known to be in is not everybody's to see.
      if (members.length === 0) return [];
      const views = await Promise.all(
        members.map(async ({ oid, guest }) => {
          if (guest) return [];
          const roles = await directory.roles(oid);
          return viewOf({
            roles,
            memberOf: await membershipsOf(oid, channels, directory),
            managerOf: managedBy(oid, channels),
            inSoc: await isInSoc({ oid, place }, roles, 'groupChat', channels, directory),
          });
        }),
      );
      return inCommon(views);
    }
  }
}
