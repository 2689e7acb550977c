/**
 * Who somebody is wherever they are, also in a conversation that Muster is not in. A message extension is used anywhere:
 * in channels that Muster is not in, in meetings, in a chat of two people, which Teams calls personal as well.
 */
import { Refused, Upstream } from '../errors.ts';
import { type ChannelState, isReachable } from '../incidents/channel.ts';
import { defaultContainment } from '../incidents/containment.ts';
import { personLogKey } from '../incidents/person.ts';
import type { Journal } from '../log/journal.ts';
import { people } from '../log/kinds.ts';
import type { Directory, Member, Place } from '../ports.ts';
import { createRecent } from '../recent.ts';
import type { Context } from './define.ts';
import {
  audienceOf,
  channelName,
  contactOf,
  type Gathering,
  hereIn,
  isInSoc,
  managedBy,
  membershipsOf,
  refuseStrangers,
  rosterOf,
  type Speaker,
  viewOfPlace,
} from './gather.ts';

export type Anywhere = Gathering & { journal: Journal; strange: Strange };

/** Conversations that Teams lately did not let Muster look into, since somebody who types asks again and again. */
export interface Strange {
  has(place: string, now: Date): boolean;
  note(place: string, now: Date): void;
}

const strangeMs = 60_000;
const remembered = 5000;

export function createStrange(): Strange {
  const places = createRecent<string, number>(remembered);
  return {
    has: (place, now) => now.getTime() - (places.get(place) ?? Number.NEGATIVE_INFINITY) < strangeMs,
    note: (place, now) => void places.set(place, now.getTime()),
  };
}

/**
 * Roles and memberships of one person, as in their own chat, since what they are shown only they see. `here` is what
 * everybody of the conversation may see: nothing, where Muster can't look into it. Rosters are those that people act by,
 * since what is put into a conversation stays there.
 * @throws Refused `notHere`, `guest`; `unknownHere` where no roster says who it is
 */
export async function gatherAnywhere(speaker: Speaker, around: Anywhere): Promise<Context> {
  const { directory, tenantId } = around;
  const { oid, place } = speaker;
  const now = around.clock.now();
  const channels = await around.channels();
  const isKnown = await canLookInto(place, around);
  const member = isKnown ? await directory.member(place, oid) : await knownElsewhere(oid, channels, around);
  if (!isKnown && !member) throw new Refused('unknownHere');
  refuseStrangers(speaker, member, tenantId);
  const here = hereIn(channels, place);
  // What can't be looked into is as a channel that is connected to nothing: nobody there may see anything.
  const audience = isKnown ? await audienceOf(place, here, directory) : 'channel';
  const roles = await directory.roles(oid);
  const context = {
    now,
    actor: { oid, name: member?.name ?? speaker.name, ...(member?.upn && { upn: member.upn }) },
    roles,
    place,
    audience,
    channelName: channelName(audience, here),
    targets: around.targets,
    twoPeople: around.twoPeople,
    memberOf: await membershipsOf(oid, channels, directory),
    managerOf: managedBy(oid, channels),
    contactOf: contactOf(oid, channels, now),
    containment: around.containment ?? defaultContainment,
    inSoc: await isInSoc(
      { oid, place: { ...place, kind: 'personal' } },
      roles,
      'personal',
      channels,
      directory,
    ),
    members: [],
    via: 'dialog' as const,
  };
  return { ...context, here: await viewOfPlace(context, channels, directory) };
}

/** Whether Teams tells Muster who is in a conversation. Whatever keeps it from telling, nothing is shown there then. */
async function canLookInto(place: Place, { directory, clock, strange }: Anywhere): Promise<boolean> {
  if (strange.has(place.id, clock.now())) return false;
  try {
    return (await directory.members(place)).length > 0;
  } catch (error) {
    if (!(error instanceof Upstream)) throw error;
    if (error.details.gone) strange.note(place.id, clock.now());
    return false;
  }
}

/** The same person in a roster that Muster can look into: of a channel of its own, or of their own chat with it. */
async function knownElsewhere(
  oid: string,
  channels: ChannelState[],
  { directory, journal }: Anywhere,
): Promise<Member | undefined> {
  const own = channels.filter(isReachable).filter(({ soc, connection }) => soc || connection);
  const rosters = await Promise.all(own.map(({ place }) => rosterOf(place, directory)));
  const found = rosters.flat().find((member) => member.oid === oid);
  if (found) return found;
  const { place } = await journal.read(people, personLogKey(oid), false);
  return place && soleMember(oid, place, directory);
}

async function soleMember(oid: string, place: Place, directory: Directory): Promise<Member | undefined> {
  const members = await rosterOf(place, directory);
  return members.length === 1 ? members.find((member) => member.oid === oid) : undefined;
}
