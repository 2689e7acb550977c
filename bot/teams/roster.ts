/** Who is in a channel or chat: Teams' roster. */
import type { ChannelAccount } from 'botbuilder';
import { z } from 'zod';
import { createKnown } from '../known.ts';
import type { Clock, Directory, Lookups, Member, Need, Place } from '../ports.ts';
import type { Connectors } from './connectors.ts';
import { upstream } from './upstream.ts';

const pageSize = 500;
const timeoutMs = 10_000;

const stored = z.array(
  z.object({
    id: z.string(),
    oid: z.string(),
    name: z.string(),
    upn: z.string().optional(),
    email: z.string().optional(),
    tenantId: z.string().optional(),
    guest: z.boolean(),
  }),
);

export interface DirectoryOptions {
  connectors: Connectors;
  /** roles come from elsewhere */
  roles: Directory['roles'];
  lookups: Lookups;
  clock: Clock;
}

/** What Teams tells of people who come and go, besides what the core asks for. */
export type Rosters = Directory & {
  /** somebody came or went in the place, or anywhere in its team */
  changed(place: Pick<Place, 'id' | 'teamId'>): void;
};

/** A directory over Teams' rosters, see `known.ts` for how old they may be. */
export function createDirectory({ connectors, roles, lookups, clock }: DirectoryOptions): Rosters {
  const known = createKnown<Member[]>({
    name: 'roster',
    lookups,
    clock,
    read: (said) => stored.safeParse(said).data as Member[] | undefined,
  });
  const teams = new Map<string, string | undefined>();

  function members(place: Place, need: Need = 'act'): Promise<Member[]> {
    teams.set(place.id, place.teamId);
    return known.of(place.id, () => roster(place, connectors), need);
  }

  return {
    roles,
    members,
    async member(place, oid, need = 'act') {
      const isThem = (one: Member): boolean => one.oid === oid;
      const found = (await members(place, need)).find(isThem);
      return found ?? (await known.again(place.id, () => roster(place, connectors), need)).find(isThem);
    },
    changed({ id, teamId }) {
      known.forget((key) => key === id || (teamId !== undefined && teams.get(key) === teamId));
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
