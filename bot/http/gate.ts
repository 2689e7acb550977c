/** What a request must be before the SDK sees it. Cheap, and it remembers nothing, so that a flood of junk grows nothing. */
import { decodeJwt } from 'jose';
import { z } from 'zod';

export interface GateRules {
  appId: string;
  tenantId: string;
  /** Teams' issuer; the SDK alone would take Entra's tokens of any tenant as well */
  issuer: string;
  /** whether a service address is one that we answer to */
  isService(serviceUrl: string): boolean;
}

const activity = z.object({
  channelId: z.literal('msteams'),
  serviceUrl: z.string().min(1),
  conversation: z.object({ tenantId: z.string().optional() }).optional(),
  channelData: z.object({ tenant: z.object({ id: z.string().optional() }).optional() }).nullish(),
});

/** The status to refuse with, or undefined where the SDK may look at it. */
export function refusedAtGate(
  authorization: string | undefined,
  body: unknown,
  rules: GateRules,
): 400 | 401 | 403 | undefined {
  const claims = claimsOf(authorization);
  if (!claims || claims.iss !== rules.issuer || claims.aud !== rules.appId) return 401;
  const parsed = activity.safeParse(body);
  if (!parsed.success) return 400;
  const { serviceUrl, conversation, channelData } = parsed.data;
  // The SDK compares the claim only where the activity names an address; here it always does.
  if (!rules.isService(serviceUrl) || claims.serviceurl !== serviceUrl) return 403;
  const tenants = [conversation?.tenantId, channelData?.tenant?.id].filter((id) => id !== undefined);
  return tenants.some((id) => id.toLowerCase() !== rules.tenantId.toLowerCase()) ? 403 : undefined;
}

const longestToken = 8192;

/** The claims of the one bearer token, not verified yet: good for refusing, not for believing. */
function claimsOf(authorization: string | undefined) {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
  if (!token || token.length > longestToken) return undefined;
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}
