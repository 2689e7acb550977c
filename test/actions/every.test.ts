/** Summaries are wanted, listed and ended in words, by whoever has a say in that place. */
import { describe, expect, test } from '@jest/globals';
import type { Context, PlaceContext, QueryAction } from '../../bot/actions/define.ts';
import { actionOf } from '../../bot/actions/index.ts';
import { type ChannelEvent, type ChannelState, foldChannel } from '../../bot/incidents/channel.ts';
import {
  ada,
  ben,
  inEnglish,
  paymentsId,
  place,
  placeContext,
  socChannel,
  teamChannel,
  webshopId,
} from '../build.ts';
import { context as look } from '../cards/samples.ts';
import { readable } from '../cards/walk.ts';
import { channelVerb } from '../verbs.ts';

const payments = teamChannel(paymentsId, { hosts: ['pay-*'] });
const webshop = teamChannel(webshopId, { hosts: ['web-*'] }, { name: 'Webshop' });
const others = [socChannel(), payments, webshop];
/** Thursday, 9:00 in Berlin. */
const now = new Date('2026-11-26T08:00:00Z');
const berlin = { ...inEnglish, zone: 'Europe/Berlin', now };
const inTeam: Partial<Context> = {
  audience: 'team',
  place: place(paymentsId),
  roles: [],
  here: [paymentsId],
};
const given = (change: Partial<PlaceContext> = {}) =>
  placeContext({ now, look: berlin, others, here: 'all', ...change });
const wanted = (said: string, state: ChannelState = socChannel(), change: Partial<PlaceContext> = {}) =>
  channelVerb('every').decide(state, { said }, given(change));

function after(state: ChannelState, ...events: ChannelEvent[]): ChannelState {
  const entry = {
    seq: state.seq + 1,
    at: now.toISOString(),
    events,
    effects: [],
    texts: {},
    key: '',
    hash: '',
  };
  return foldChannel(structuredClone(state), entry as never);
}
const withDigests = (...said: string[]): ChannelState =>
  said.reduce((state, one) => after(state, ...wanted(one, state).events), socChannel());

describe('a summary that is wanted', () => {
  test('has its schedule in the zone of the place, its first time, and a timer for that', () => {
    const { events, effects, say } = wanted('weekday at 08:00 payments high');
    const next = '2026-11-27T07:00:00.000Z';
    expect(events).toEqual([
      {
        kind: 'digestSet',
        number: 1,
        schedule: { on: 'weekday', at: '08:00', zone: 'Europe/Berlin' },
        of: 'Payments high',
        by: ada,
        language: 'en',
        next,
      },
    ]);
    expect(effects).toEqual([{ kind: 'digest.due', number: 1, at: next, due: next }]);
    expect(say).toMatchObject({
      key: 'every.doneOf',
      params: { when: 'every weekday at 08:00', number: '1' },
    });
  });

  test('leaves out a holiday', () => {
    const { events } = wanted('weekday at 08:00', socChannel(), { holidays: ['2026-11-27'] });
    expect(events).toMatchObject([{ next: '2026-11-30T07:00:00.000Z' }]);
  });

  test('is at UTC where the zone that somebody brings is none', () => {
    const { events } = wanted('day at 08:00', socChannel(), { look: { ...berlin, zone: 'Nowhere/Land' } });
    expect(events).toMatchObject([{ schedule: { zone: 'utc' }, next: '2026-11-27T08:00:00.000Z' }]);
  });

  test('is one, however often it is wanted; another has another number', () => {
    const state = withDigests('weekday at 08:00', 'monday at 9');
    expect(wanted('Weekdays at 8', state)).toMatchObject({
      events: [],
      say: { key: 'every.before', params: { number: '1' } },
    });
    expect(wanted('weekday at 8 high', state).events).toMatchObject([{ number: 3 }]);
  });

  test('is refused beyond ten in a place', () => {
    const times = Array.from({ length: 10 }, (_, i) => `day at ${i}:00`);
    expect(() => wanted('day at 20:00', withDigests(...times))).toThrow('digestsMost');
    expect(wanted('day at 20:00', withDigests(...times.slice(1))).events).toHaveLength(1);
  });

  test('names only teams that everybody there may know of', () => {
    expect(() => wanted('day at 8 webshop', payments, inTeam)).toThrow('statusNotRead');
    expect(wanted('day at 8 payments', payments, inTeam).events).toHaveLength(1);
  });

  test('is refused where there is nothing to tell, and to who has no part in the SOC’s work', () => {
    expect(() => wanted('day at 8', payments, { audience: 'channel', here: [] })).toThrow('digestNowhere');
    expect(() => wanted('day at 8', payments, { audience: 'groupChat', here: [] })).toThrow('digestNothing');
    expect(() => wanted('day at 8', socChannel(), { roles: [] })).toThrow('needs.analyst');
  });
});

describe('stopping', () => {
  const stop = (digest: string, state: ChannelState) =>
    channelVerb('stop digest').decide(state, { digest }, given({ actor: ben }));
  const two = withDigests('weekday at 08:00', 'monday at 9');

  test('ends the one that is named', () => {
    const { events, say } = stop('2', two);
    expect(events).toEqual([{ kind: 'digestEnded', number: 2, why: 'stopped', by: ben }]);
    expect(say.params?.when).toBe('every Monday at 09:00');
    expect(after(two, ...events).digests?.running.map(({ number }) => number)).toEqual([1]);
  });

  test.each(['2', '#2', 'number 2', 'Nr. 2'])('is said as “stop digest %s”', (rest) => {
    expect(channelVerb('stop digest').typed?.(rest)).toEqual({ digest: '2' });
  });

  test('needs no name where there is only one', () => {
    expect(stop('', withDigests('day at 8')).events).toMatchObject([{ number: 1 }]);
    expect(() => stop('', two)).toThrow('whichDigest');
  });

  test('of what is over, delivered again or not, says so; of what never was is refused', () => {
    const over = after(two, ...stop('2', two).events);
    expect(stop('2', over)).toMatchObject({ events: [], say: { key: 'digests.over' } });
    expect(() => stop('7', two)).toThrow('unknownDigest');
    expect(() => stop('x', two)).toThrow('unknownDigest');
    expect(() => stop('', socChannel())).toThrow('noDigests');
  });
});

describe('the list', () => {
  const list = (state: ChannelState, language = 'en') =>
    (actionOf('digests') as QueryAction).answer(
      {
        overview: { incidents: [], channels: [], rows: [] },
        view: 'all',
        hidden: 0,
        late: [],
        place: state,
        buttons: () => ({ front: [], more: [] }),
      },
      {},
      given(),
      look({ language, zone: 'Europe/Berlin' }),
    );

  test('has each with its number, its words, its next time, who wanted it, and a button that ends it', () => {
    const card = list(withDigests('weekday at 08:00 payments', 'monday and thursday at 4pm'));
    const text = readable(card);
    expect(text).toContain('2 summaries are sent here');
    expect(text).toContain('1 · every weekday at 08:00 · Payments');
    expect(text).toContain('2 · every Monday and Thursday at 16:00');
    expect(text).toContain('next on 27 Nov 2026, 08:00 CET · set by Ada');
    expect(JSON.stringify(card)).toContain('"verb":"stop digest"');
  });

  test('says in German too when they come', () => {
    const text = readable(list(withDigests('monday and thursday at 4pm', '15th of the month at 9'), 'de'));
    expect(text).toContain('jeden Montag und Donnerstag um 16:00');
    expect(text).toContain('jeden Monat am 15. um 09:00');
  });

  test('says where there is none how to get one', () => {
    expect(readable(list(socChannel()))).toContain('Say “every weekday at 08:00”');
  });
});
