/**
 * Proves who sent a request, by the SDK, and once for each token: Teams shows the same one for up to an hour, and checking
 * its signature is a sixth of all that a turn of the SDK's costs.
 */
import type { Activity, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import type { AuthenticateRequestResult } from 'botframework-connector';
import type { Clock } from '../ports.ts';
import { createRecent } from '../recent.ts';

/** A key that Teams takes back is believed for so long at most; the SDK itself asks for Teams' keys once a day. */
export const believedMs = 5 * 60_000;
/** Only what was proven is kept, so strangers can't make it grow; Teams' own senders are a few. */
const mostKept = 200;

type Prove = ConfigurationBotFrameworkAuthentication['authenticateRequest'];

/** Rejects as the SDK does; what was refused is asked again each time. */
export function provenOnce(prove: Prove, clock: Pick<Clock, 'now'>): Prove {
  const proven = createRecent<string, { result: AuthenticateRequestResult; until: number }>(mostKept);
  return async (activity: Activity, header: string) => {
    // All that the SDK looks at besides the token itself.
    const asked = JSON.stringify([header, activity.channelId, activity.serviceUrl]);
    const now = clock.now().getTime();
    const known = proven.get(asked);
    if (known && now < known.until) return known.result;
    const result = await prove(activity, header);
    const ends = Number(result.claimsIdentity.getClaimValue('exp')) * 1000;
    proven.set(asked, { result, until: Math.min(now + believedMs, ends) });
    return result;
  };
}
