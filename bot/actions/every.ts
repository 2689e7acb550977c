/** Has a summary of how things stand sent here again and again: what `status` would answer, at a time that somebody chose. */
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { timeOn } from '../../cards/context.ts';
import { scheduleText } from '../../cards/schedule.ts';
import { Refused } from '../errors.ts';
import { nameOf } from '../incidents/channel.ts';
import { type Digest, type DigestEvent, mostDigests } from '../incidents/digest.ts';
import { nextAfter } from '../incidents/schedule.ts';
import { defineChannelAction } from './define.ts';
import { allowDigests, refuseNothing } from './digest-rights.ts';
import { readEvery } from './every-words.ts';

export const every = defineChannelAction({
  verb: 'every',
  says: [
    ...['daily', 'täglich', 'jeden', 'jede', 'jedes'],
    ...['status every', 'status daily', 'status täglich', 'status jeden'],
  ],
  on: 'channel',
  who: ['analyst', 'member', 'manager', 'administrator'],
  inChats: true,
  numbers: false,
  input: z.object({ said: z.string().trim().max(150) }),
  typed: (rest) => ({ said: rest }),
  decide(state, { said }, context) {
    allowDigests(context);
    refuseNothing(context);
    const { look, now, others, here, holidays } = context;
    const known = others.filter(
      ({ soc, connection, place }) =>
        (soc || connection) && (here === 'all' || here.includes(place?.id ?? '')),
    );
    const zone = IANAZone.isValidZone(look.zone) ? look.zone : 'utc';
    const { schedule: read, of, window } = readEvery(said, known.map(nameOf), { ...look, now, zone });
    const schedule = { ...read, zone };
    const next = nextAfter(schedule, now, holidays).toISOString();
    const when = scheduleText(schedule, look);
    const running = state.digests?.running ?? [];
    const before = running.find((one) => isSame(one, { schedule, of }));
    if (before)
      return { events: [], say: { key: 'every.before', params: { number: String(before.number), when } } };
    if (running.length >= mostDigests) throw new Refused('digestsMost', { most: String(mostDigests) });
    const number = (state.digests?.set ?? 0) + 1;
    const params = { number: String(number), when, first: timeOn(look, next), of: of ?? '' };
    const event: DigestEvent = {
      kind: 'digestSet',
      number,
      schedule,
      ...(of && { of }),
      ...(window && { window }),
      by: context.actor,
      language: look.language,
      next,
    };
    return {
      events: [event],
      effects: [{ kind: 'digest.due', number, at: next, due: next }],
      say: of ? { key: 'every.doneOf', params } : { key: 'every.done', params },
    };
  },
});

function isSame(
  one: Digest,
  { schedule, of }: { schedule: Digest['schedule']; of: string | undefined },
): boolean {
  const told = (digest: { schedule: Digest['schedule']; of?: string | undefined }): string => {
    const { on, days, date, at, zone } = digest.schedule;
    return JSON.stringify([on, days, date, at, zone, digest.of?.toLowerCase()]);
  };
  return told(one) === told({ schedule, of });
}
