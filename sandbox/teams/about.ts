import { type Call, jsonObject } from './http.ts';
import type { Operation } from './limits.ts';
import { type Person, type Place, placeOf } from './people.ts';

/** What a call of the connector does, and about which place; no place where the sandbox has none such. */
export type About = { operation: Operation; place?: Place | undefined };

/** Reads that from a call; its path starts at `v3`. A team's calls are about its General channel, whose id it has. */
export function about({ method, path, body }: Call, people: Person[], places: Place[]): About {
  const [, collection, id, part] = path;
  if (collection === 'teams' && id)
    return { operation: part === 'conversations' ? 'conversations' : 'other', place: placeOf(places, id) };
  if (collection !== 'conversations') return { operation: 'other' };
  if (!id) {
    if (method !== 'POST') return { operation: 'conversations' };
    return { operation: 'send', place: placeToCreate(jsonObject(body) ?? {}, people, places) };
  }
  const place = placeOf(places, id);
  if (part === 'members' || part === 'pagedmembers') return { operation: 'members', place };
  const sends = part === 'activities' && (method === 'POST' || method === 'PUT');
  return { operation: sends ? 'send' : 'other', place };
}

/** Where a new conversation goes: a thread to its channel, any other to the personal chat of its only member. */
export function placeToCreate(
  body: Record<string, unknown>,
  people: Person[],
  places: Place[],
): Place | undefined {
  const { isGroup, channelData, members } = body as {
    isGroup?: boolean;
    channelData?: { channel?: { id?: string } };
    members?: { id?: string }[];
  };
  if (isGroup) {
    const place = placeOf(places, channelData?.channel?.id ?? '');
    return place?.kind === 'channel' ? place : undefined;
  }
  const person = people.find(({ id, aadObjectId }) => [id, aadObjectId].includes(members?.[0]?.id ?? ''));
  return places.find(({ kind, members: keys }) => kind === 'personal' && keys[0] === person?.key);
}
