/** The time of a summary came: it is to be sent, and the next one has its time. Decides; pure. */
import { type ChannelState, isReachable } from '../../incidents/channel.ts';
import { type DigestEffect, type DigestEvent, digestOf, isTooLate } from '../../incidents/digest.ts';
import { type Holidays, lastUntil, nextAfter } from '../../incidents/schedule.ts';
import type { ChannelDraft } from '../../log/kinds.ts';

export interface DigestContext {
  now: Date;
  holidays: Holidays;
}

/**
 * Undefined where nobody wants it any more, or the timer is not the one that counts. After a while in which no Muster was
 * up only the last of what it missed is sent, and not even that where it is late by hours.
 */
export function digestDue(
  state: ChannelState,
  effect: DigestEffect,
  key: string,
  { now: clock, holidays }: DigestContext,
): ChannelDraft | undefined {
  const { number } = effect;
  const digest = digestOf(state, number);
  if (!digest || digest.timer !== effect.id) return undefined;
  // A clock that was set back meanwhile must not make it a time that has not come.
  const now = new Date(Math.max(clock.getTime(), Date.parse(effect.at)));
  const at = lastUntil(digest.schedule, now, holidays).toISOString();
  const next = nextAfter(digest.schedule, now, holidays).toISOString();
  // The settings may call it a holiday by now.
  const isDay = at >= effect.at;
  const isSent = isDay && isReachable(state) && !isTooLate(at, now);
  const event: DigestEvent = {
    kind: 'digestDue',
    number,
    next,
    ...(isSent && { at }),
    ...(isDay && (!isSent || at > effect.at) && { missed: effect.at }),
  };
  return {
    actor: { kind: 'muster' },
    action: 'digest due',
    key,
    events: [event],
    effects: [
      ...(isSent ? [{ kind: 'digest.send' as const, number, at }] : []),
      { kind: 'digest.due', number, at: next, due: next },
    ],
  };
}
