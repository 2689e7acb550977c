/** Who is in a channel or chat: Teams' roster, kept for some minutes and refreshed behind whoever asks. */
import type { ChannelAccount } from 'botbuilder';
import type { Clock, Directory, Member, Place, Role } from '../ports.ts';
import type { Connectors } from './connectors.ts';
import { upstream } from './upstream.ts';

const freshMs = 5 * 60_000;
const pageSize = 500;
const timeoutMs = 10_000;

interface Kept {
  at: number;
  members: Promise<Member[]>;
}

/** A directory over Teams' rosters; roles come from elsewhere. */
export function createDirectory(
  connectors: Connectors,
  roles: (oid: string) => Promise<Role[]>,
  clock: Clock,
): Directory {
  const kept = new Map<string, Kept>();

  function read(place: Place): Promise<Member[]> {
    const members = roster(place, connectors);
    const entry = { at: clock.now().getTime(), members };
    const before = kept.get(place.id);
    kept.set(place.id, entry);
    members.catch(() => {
      if (kept.get(place.id) !== entry) return;
      if (before) kept.set(place.id, before);
      else kept.delete(place.id);
    });
    return members;
  }

  /** What is kept, while a new reading goes on behind it once it is old. */
  function members(place: Place): Promise<Member[]> {
    const known = kept.get(place.id);
    if (!known) return read(place);
    if (clock.now().getTime() - known.at > freshMs) void read(place).catch(() => undefined);
    return known.members;
  }

  return {
    roles,
    members,
    async member(place, oid) {
      const found = (await members(place)).find((m) => m.oid === oid);
      if (found) return found;
      return (await read(place)).find((m) => m.oid === oid);
    },
  };
}

async function roster(place: Place, connectors: Connectors): Promise<Member[]> {
  const client = await connectors.of(place.serviceUrl);
  const members: Member[] = [];
  let continuationToken: string | undefined;
  do {
    const page = await client.conversations
      .getConversationPagedMembers(place.id, {
        pageSize,
        abortSignal: AbortSignal.timeout(timeoutMs),
        ...(continuationToken && { continuationToken }),
      } as never)
      .catch((error) => {
        throw upstream('list the members', true, error, place.id);
      });
    for (const account of page.members ?? []) members.push(...memberFrom(account, place));
    continuationToken = page.continuationToken || undefined;
  } while (continuationToken);
  return members;
}

/** Somebody without an Entra object id can't be told from somebody else, so is nobody to us. */
function memberFrom(account: ChannelAccount, place: Place): Member[] {
  const given = account as unknown as Record<string, unknown>;
  const text = (...names: string[]): string | undefined => {
    for (const name of names) if (typeof given[name] === 'string' && given[name]) return given[name];
    return undefined;
  };
  const oid = text('aadObjectId', 'objectId');
  if (!oid) return [];
  const upn = text('userPrincipalName', 'email');
  const role = text('userRole', 'role')?.toLowerCase();
  return [
    {
      id: account.id,
      oid: oid.toLowerCase(),
      name: account.name || upn || oid,
      ...(upn && { upn }),
      ...(text('email') && { email: text('email') }),
      tenantId: text('tenantId') ?? place.tenantId,
      guest: role === 'guest' || role === 'anonymous' || /#EXT#/i.test(upn ?? ''),
    },
  ];
}
