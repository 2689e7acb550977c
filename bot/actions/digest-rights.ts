/** Who has a say in what summaries a place is sent: whoever may ask there how things stand, and in the SOC's who is of it. */
import { Refused } from '../errors.ts';
import type { Context } from './define.ts';

/** Refuses in words. There may be people in the SOC's channel who have no part in its work. */
export function allowDigests({ audience, roles }: Pick<Context, 'audience' | 'roles'>): void {
  if (audience === 'soc' && roles.length === 0) throw new Refused('needs.analyst', { verb: 'every' });
}

/** Refuses where there is nothing to tell: in a channel that is nobody's, and where people may not see the same. */
export function refuseNothing({ audience, here }: Pick<Context, 'audience' | 'here'>): void {
  if (audience === 'channel') throw new Refused('digestNowhere');
  if (here === 'all' || here.length > 0) return;
  if (audience === 'personal') throw new Refused('digestForNobody');
  throw new Refused('digestNothing');
}
