import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** A key of the sandbox's own, made when it starts, and what stands in its published documents. */
export type Signer = {
  issuer: string;
  keys: { keys: JWK[] };
  /** A token for an hour from now; the claims given win over its issuer and its times. */
  sign: (claims: Record<string, unknown>) => Promise<string>;
};

/**
 * Makes an RS256 key pair. Bot Framework asks more of a key than the JWKS standard: it must be endorsed for the
 * channel that it signs for, so Teams' key carries `endorsements: ['msteams']`.
 */
export async function createSigner(issuer: string, endorsements?: string[]): Promise<Signer> {
  const pair: { publicKey: CryptoKey; privateKey: CryptoKey } = await generateKeyPair('RS256');
  const kid = crypto.randomUUID();
  const publicJwk = await exportJWK(pair.publicKey);
  const jwk = { ...publicJwk, kid, use: 'sig', alg: 'RS256', ...(endorsements && { endorsements }) };
  return {
    issuer,
    keys: { keys: [jwk] },
    sign(claims) {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ iss: issuer, iat: now, nbf: now, exp: now + 3600, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
        .sign(pair.privateKey);
    },
  };
}

/** The issuer of everything that Teams sends to a bot in the public cloud. */
export const TEAMS_ISSUER = 'https://api.botframework.com';

/** The issuer of a managed identity's token (Entra's version 1.0 tokens). */
export function entraIssuer(tenantId: string): string {
  return `https://sts.windows.net/${tenantId}/`;
}

/** The token that Teams sends with an activity: for this bot, and for the activity's service address exactly. */
export function teamsToken(signer: Signer, botId: string, serviceUrl: string | undefined): Promise<string> {
  return signer.sign({ aud: botId, ...(serviceUrl !== undefined && { serviceurl: serviceUrl }) });
}

/** Who a playbook is: its managed identity's object id, and the audience that its HTTP action names. */
export type PlaybookCaller = { tenantId: string; audience: string; callerId: string };

/** The token that a playbook's managed identity sends with an incident. */
export function playbookToken(signer: Signer, caller: PlaybookCaller): Promise<string> {
  return signer.sign({
    aud: caller.audience,
    tid: caller.tenantId,
    oid: caller.callerId,
    sub: caller.callerId,
    appid: caller.callerId,
    idtyp: 'app',
    ver: '1.0',
  });
}
