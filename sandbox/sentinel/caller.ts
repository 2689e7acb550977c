import { decodeJwt } from 'jose';
import type { Author, Person } from './shapes.ts';

/** Who calls where the token does not say: an app, which has neither UPN nor mail address. */
const APP: Author = {
  objectId: '00000000-0000-4000-8000-0000000000b0',
  email: null,
  userPrincipalName: null,
  name: 'muster-bot',
};

/**
 * The caller's identity, as Sentinel writes it under comments and tasks. The token is read and not
 * verified: the local Sentinel only needs to know that there is one and whose name it bears.
 * @returns undefined where there is no bearer token
 */
export function callerOf(authorization: string | undefined, people: Person[]): Author | undefined {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (!token) return undefined;
  let claims: Record<string, unknown>;
  try {
    claims = decodeJwt(token);
  } catch {
    return APP; // no JWT: tests send any word
  }
  const claim = (...names: string[]) =>
    names.map((n) => claims[n]).find((v): v is string => typeof v === 'string') ?? null;
  const objectId = claim('oid', 'sub') ?? APP.objectId;
  const person = people.find((p) => p.objectId === objectId);
  return {
    objectId,
    email: person?.email ?? claim('email'),
    userPrincipalName: person?.userPrincipalName ?? claim('upn'),
    name: person?.name ?? claim('name', 'app_displayname', 'appid') ?? APP.name,
  };
}
