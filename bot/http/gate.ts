/** What a request must be before the SDK sees it. Cheap, and it remembers nothing, so that a flood of junk grows nothing. */
import { z } from 'zod';
import { checked } from '../checked.ts';
import type { Bearer } from './bearer.ts';

export interface GateRules {
  appId: string;
  tenantId: string;
  /** Teams' issuer; the SDK alone would take Entra's tokens of any tenant as well */
  issuer: string;
  /** whether a service address is one that we answer to */
  isService(serviceUrl: string): boolean;
}

/** Whether a token says that it is Teams' for this bot; the rest of the request is not looked at otherwise. */
export function isForUs({ claims }: Bearer, { issuer, appId }: GateRules): boolean {
  return claims.iss === issuer && claims.aud === appId;
}

// Teams' ids have some hundred characters, names at most 256. An id becomes a key in the store, which takes 2 KB, and a
// part of an address, which takes no half characters.
const id = z
  .string()
  .max(500)
  .regex(/^[^\p{C}]*$/u)
  .nullish();
const name = z.string().max(1000).nullish();
const named = z.object({ id, name }).nullish();
const text = z.string().nullish();
const members = z.array(z.object({ id })).nullish();

/** The fields that Muster goes by. Any may be missing; none may be of another type. */
const activity = z.object({
  type: z.string().min(1).max(100),
  id,
  replyToId: id,
  name,
  action: name,
  text,
  locale: name,
  localTimezone: name,
  channelId: z.literal('msteams'),
  serviceUrl: z.string().min(1).max(1000),
  conversation: z.object({ id, name, conversationType: name, tenantId: id }).nullish(),
  from: z.object({ id, name, aadObjectId: z.guid().nullish(), tenantId: id }).nullish(),
  recipient: named,
  membersAdded: members,
  membersRemoved: members,
  channelData: z
    .object({
      tenant: named,
      team: z.object({ id, name, aadGroupId: id }).nullish(),
      channel: named,
      settings: z.object({ selectedChannel: named }).nullish(),
      eventType: name,
    })
    .nullish(),
});

/** What somebody does, and not something that Teams tells by itself. */
const acts = ['message', 'invoke'];

/** The status to refuse an activity with, or undefined where the SDK may look at it. */
export function refusedActivity({ claims }: Bearer, body: unknown, rules: GateRules): 400 | 403 | undefined {
  const known = checked(activity, body);
  if (!known) return 400;
  const { type, serviceUrl, conversation, channelData, from } = known;
  if (acts.includes(type) && !from?.aadObjectId) return 400;
  // The SDK compares the claim only where the activity names an address; here it always does.
  if (!rules.isService(serviceUrl) || claims.serviceurl !== serviceUrl) return 403;
  // Teams names the tenant in one of the two at least, in both where somebody acts.
  const tenants = [conversation?.tenantId, channelData?.tenant?.id].filter((named) => named != null);
  const ours = tenants.every((named) => named.toLowerCase() === rules.tenantId.toLowerCase());
  return tenants.length > 0 && ours ? undefined : 403;
}
