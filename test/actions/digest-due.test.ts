/** The time of a summary comes: on time, late, on a holiday, or when nobody wants it any more. */
import { describe, expect, test } from '@jest/globals';
import { digestDue } from '../../bot/actions/automatic/digest-due.ts';
import { type ChannelEvent, type ChannelState, foldChannel } from '../../bot/incidents/channel.ts';
import type { DigestEffect } from '../../bot/incidents/digest.ts';
import { ada, teamChannel } from '../build.ts';

/** Thursday to Tuesday, 8:00 in Berlin. */
const [thursday, friday, monday, tuesday] = ['26', '27', '30']
  .map((day) => `2026-11-${day}T07:00:00.000Z`)
  .concat('2026-12-01T07:00:00.000Z') as [string, string, string, string];
const hours = (time: string, count: number): Date => new Date(Date.parse(time) + count * 3_600_000);
const timer = (at: string): DigestEffect => ({ id: '2.0', kind: 'digest.due', number: 1, at, due: at });

function after(state: ChannelState, events: ChannelEvent[], effects: object[] = []): ChannelState {
  const entry = {
    seq: state.seq + 1,
    at: thursday,
    hash: '',
    key: `k${state.seq}`,
    events,
    effects,
    texts: {},
  };
  return foldChannel(structuredClone(state), entry as never);
}

function wanted(next = thursday, more: ChannelEvent[] = []): ChannelState {
  const set: ChannelEvent = {
    kind: 'digestSet',
    number: 1,
    schedule: { on: 'weekday', at: '08:00', zone: 'Europe/Berlin' },
    by: ada,
    language: 'en',
    next,
  };
  const state = after(teamChannel('19:p', { hosts: ['pay-*'] }), [set], [timer(next)]);
  return more.length > 0 ? after(state, more) : state;
}

const due = (state: ChannelState, at: string, now: Date, holidays: string[] = []) =>
  digestDue(state, timer(at), 'k', { now, holidays });

describe('a summary whose time came', () => {
  test('is sent, and the next one has its time, in one entry', () => {
    expect(due(wanted(), thursday, new Date(thursday))).toEqual({
      actor: { kind: 'muster' },
      action: 'digest due',
      key: 'k',
      events: [{ kind: 'digestDue', number: 1, at: thursday, next: friday }],
      effects: [
        { kind: 'digest.send', number: 1, at: thursday },
        { kind: 'digest.due', number: 1, at: friday, due: friday },
      ],
    });
  });

  test('is sent some hours late, and not when it is later', () => {
    expect(due(wanted(), thursday, hours(thursday, 4))?.events).toMatchObject([
      { at: thursday, next: friday },
    ]);
    const late = due(wanted(), thursday, new Date(hours(thursday, 4).getTime() + 1));
    expect(late?.events).toEqual([{ kind: 'digestDue', number: 1, missed: thursday, next: friday }]);
    expect(late?.effects).toMatchObject([{ kind: 'digest.due', due: friday }]);
  });

  test('is the last of several that nobody was there to send, and no other is sent', () => {
    const found = due(wanted(), thursday, hours(monday, 1));
    expect(found?.events).toEqual([
      { kind: 'digestDue', number: 1, at: monday, missed: thursday, next: tuesday },
    ]);
    expect(found?.effects.map(({ kind }) => kind)).toEqual(['digest.send', 'digest.due']);
  });

  test('is neither sent nor missed where the settings call its day a holiday by now', () => {
    const found = due(wanted(), thursday, new Date(thursday), ['2026-11-26']);
    expect(found?.events).toEqual([{ kind: 'digestDue', number: 1, next: friday }]);
  });

  test('is sent where the clock was set back since it was found due', () => {
    expect(due(wanted(), thursday, hours(thursday, -0.01))?.events).toMatchObject([{ at: thursday }]);
  });

  test('is missed where the place can’t be written to, and its turn comes again', () => {
    const gone = wanted(thursday, [{ kind: 'unreachable', why: 'archived' }]);
    expect(due(gone, thursday, new Date(thursday))?.events).toEqual([
      { kind: 'digestDue', number: 1, missed: thursday, next: friday },
    ]);
  });

  test.each<[string, ChannelEvent]>([
    ['somebody stopped it', { kind: 'digestEnded', number: 1, why: 'stopped', by: ada }],
    ['Muster was taken out of the place', { kind: 'left' }],
  ])('is not sent, nor any after it, once %s', (_what, event) => {
    expect(due(wanted(thursday, [event]), thursday, new Date(thursday))).toBeUndefined();
  });

  test('is decided on once, by the timer that counts', () => {
    const state = after(
      wanted(),
      [{ kind: 'digestDue', number: 1, at: thursday, next: friday }],
      [{ ...timer(friday), id: '3.1' }],
    );
    expect(due(state, thursday, new Date(thursday))).toBeUndefined();
  });
});

describe('what a place remembers', () => {
  test('is the first time that was missed since the last that was sent', () => {
    const missed: ChannelEvent[] = [
      { kind: 'digestDue', number: 1, missed: thursday, next: friday },
      { kind: 'digestDue', number: 1, at: friday, next: monday },
      { kind: 'digestMissed', number: 1, at: friday },
    ];
    expect(wanted(thursday, missed).digests?.running).toMatchObject([{ missed: thursday, next: monday }]);
    const sent = wanted(thursday, [...missed, { kind: 'digestSent', number: 1, at: monday }]);
    expect(sent.digests?.running[0]).toMatchObject({ sent: monday });
    expect(sent.digests?.running[0]?.missed).toBeUndefined();
  });

  test('is how many there were, so that no number is given twice', () => {
    const over = wanted(thursday, [{ kind: 'digestEnded', number: 1, why: 'stopped', by: ada }]);
    expect(over.digests).toEqual({ set: 1, running: [] });
  });
});
