/** A local Entra and Graph: the keys that Teams and playbooks sign with, and who is in which group. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createSigner,
  entraIssuer,
  playbookToken,
  TEAMS_ISSUER,
  teamsToken,
} from '../sandbox/teams/signing.ts';

export interface DirectoryOptions {
  botId: string;
  tenantId: string;
  /** of playbooks' tokens */
  audience: string;
  callerId: string;
  /** group id → object ids of who is in it */
  groups: Record<string, string[]>;
}

/** Its own addresses are not delayed. Tokens last for an hour, so one of each serves a whole bench, as Teams reuses its own. */
export async function startDirectory({ botId, tenantId, audience, callerId, groups }: DirectoryOptions) {
  const teams = await createSigner(TEAMS_ISSUER, ['msteams']);
  const entra = await createSigner(entraIssuer(tenantId));

  const answer = (path: string, base: string): unknown => {
    if (path === '/teams/.well-known/openid-configuration')
      return { issuer: teams.issuer, jwks_uri: `${base}/teams/keys` };
    if (path === '/teams/keys') return teams.keys;
    if (path === '/entra/keys') return entra.keys;
    const person = /^\/v1\.0\/users\/([^/]+)\/checkMemberGroups$/.exec(path)?.[1];
    if (!person) return undefined;
    return { value: Object.keys(groups).filter((group) => groups[group]?.includes(person)) };
  };
  const server = createServer((request, response) => {
    request.resume();
    const body = answer(request.url ?? '', `http://${request.headers.host}`);
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    teamsToken: (serviceUrl: string): Promise<string> => teamsToken(teams, botId, serviceUrl),
    playbookToken: (): Promise<string> => playbookToken(entra, { tenantId, audience, callerId }),
  };
}
