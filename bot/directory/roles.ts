/** Who is an analyst, a manager or an administrator: from a file, or from Entra groups. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BadConfig, type Config } from '../config.ts';
import type { Role } from '../ports.ts';

export type Roles = (oid: string) => Promise<Role[]>;

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

const freshMs = 5 * 60_000;
/** About as long as Entra's own tokens go on saying what they said. */
const usableMs = 60 * 60_000;

/**
 * Roles from Entra groups, kept for some minutes. Older ones serve while they are asked for again behind whoever acts,
 * and for no longer than an hour. Throws where the directory can't be asked: acts are refused then.
 */
export function rolesFromGroups(
  groups: Config['roles']['groups'],
  check: GroupCheck,
  now: () => number,
): Roles {
  const named = (
    [
      ['administrator', groups.administrators],
      ['analyst', groups.analysts],
      ['manager', groups.managers],
    ] as [Role, string | undefined][]
  ).filter((pair): pair is [Role, string] => pair[1] !== undefined);
  const kept = new Map<string, { at: number; roles: Role[] }>();
  const asking = new Map<string, Promise<Role[]>>();

  async function ask(oid: string): Promise<Role[]> {
    const at = now();
    const held = await check(
      oid,
      named.map(([, group]) => group),
    );
    const roles = named
      .filter(([, group]) => held.some((id) => id.toLowerCase() === group))
      .map(([role]) => role);
    kept.set(oid, { at, roles });
    return roles;
  }

  /** Once for all who ask meanwhile. */
  function askOnce(oid: string): Promise<Role[]> {
    const answer = asking.get(oid) ?? ask(oid).finally(() => asking.delete(oid));
    asking.set(oid, answer);
    return answer;
  }

  return async (oid) => {
    const known = kept.get(oid);
    const age = known ? now() - known.at : Number.POSITIVE_INFINITY;
    if (!known || age >= usableMs) return askOnce(oid);
    if (age >= freshMs) askOnce(oid).catch(() => undefined);
    return known.roles;
  };
}
