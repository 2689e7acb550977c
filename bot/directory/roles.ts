/** Who is an analyst, a manager or an administrator: from a file, or from Entra groups. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BadConfig, type Config } from '../config.ts';
import { createKnown, type KnownOptions } from '../known.ts';
import { type Need, type Role, roles as roleNames } from '../ports.ts';

export type Roles = (oid: string, need?: Need) => Promise<Role[]>;

const oids = z.array(z.guid()).default([]);
const file = z.object({ administrators: oids, analysts: oids, managers: oids });

/** Static roles from `ROLES_FILE`. Throws BadConfig where the file can't be read or holds something else. */
export function rolesFromFile(path: string): Roles {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new BadConfig([`ROLES_FILE names ${path}, which can't be read: create it, or correct the path.`]);
  }
  const parsed = file.safeParse(jsonIn(text));
  if (!parsed.success)
    throw new BadConfig([
      `ROLES_FILE ${path} must hold {"administrators":[…],"analysts":[…],"managers":[…]} with Entra object ids.`,
    ]);
  const of: [Role, Set<string>][] = [
    ['administrator', lower(parsed.data.administrators)],
    ['analyst', lower(parsed.data.analysts)],
    ['manager', lower(parsed.data.managers)],
  ];
  return async (oid) => of.filter(([, held]) => held.has(oid.toLowerCase())).map(([role]) => role);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lower(ids: string[]): Set<string> {
  return new Set(ids.map((id) => id.toLowerCase()));
}

/** Which of these groups a person is in; see `graph.ts`. */
export type GroupCheck = (oid: string, groups: string[]) => Promise<string[]>;

const stored = z.array(z.enum(roleNames));

/** Roles from Entra groups, see `known.ts` for how old they may be. Throws where the directory can't be asked. */
export function rolesFromGroups(
  groups: Config['roles']['groups'],
  check: GroupCheck,
  { lookups, clock }: Pick<KnownOptions<Role[]>, 'lookups' | 'clock'>,
): Roles {
  const named = (
    [
      ['administrator', groups.administrators],
      ['analyst', groups.analysts],
      ['manager', groups.managers],
    ] as [Role, string | undefined][]
  ).filter((pair): pair is [Role, string] => pair[1] !== undefined);
  const known = createKnown<Role[]>({
    name: 'roles',
    lookups,
    clock,
    read: (said) => stored.safeParse(said).data,
  });

  async function ask(oid: string): Promise<Role[]> {
    const ids = named.map(([, group]) => group);
    const held = await check(oid, ids);
    return named.filter(([, group]) => held.some((id) => id.toLowerCase() === group)).map(([role]) => role);
  }

  return (oid, need = 'act') => known.of(oid, () => ask(oid), need);
}
