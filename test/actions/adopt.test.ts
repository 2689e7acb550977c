/** A card that the log does not know becomes known by a click on it; what the card says of itself proves nothing. */
import { describe, expect, test } from '@jest/globals';
import { adopted, adoptPressed } from '../../bot/actions/adopt.ts';
import type { Asked } from '../../bot/actions/asked.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { type IncidentState, messagesOf } from '../../bot/incidents/state.ts';
import { createJournal } from '../../bot/log/journal.ts';
import { incidents } from '../../bot/log/kinds.ts';
import {
  ada,
  arrived,
  at,
  cardParked,
  logKey,
  paymentsId,
  paymentsRoute,
  place,
  socId,
  stateAfter,
} from '../build.ts';
import { stillClock } from '../fakes/clock.ts';
import { fakeStore } from '../fakes/store.ts';

const threadOf = (message: string, channel = socId): string => `${channel};messageid=${message}`;
const posted = (message: string, channel = socId): IncidentEvent => ({
  kind: 'posted',
  about: 'card',
  channel,
  thread: threadOf(message, channel),
  message,
  rev: 1,
});
const asked: IncidentEvent = { kind: 'asked', id: 'q1', by: ada, channel: socId, people: [] };
const withCard = (...more: IncidentEvent[]): IncidentState => stateAfter(arrived(), [posted('100')], more);
const pressed = (message: string, channel = socId) => ({
  channel,
  thread: threadOf(message, channel),
  message,
});

describe('a card', () => {
  test('that the log does not know is made known, and brought up to date with the other', () => {
    const draft = adopted(withCard(), 'card', pressed('90'), at(5));
    expect(draft).toMatchObject({
      events: [{ kind: 'adopted', about: 'card', channel: socId, thread: threadOf('90'), message: '90' }],
      effects: [{ kind: 'card.update', channel: socId, about: 'card' }],
    });
    const state = withCard(...draft!.events);
    expect(messagesOf(state, socId, 'card').map(({ message }) => message)).toEqual(['100', '90']);
    expect(adopted(state, 'card', pressed('90'), at(5))).toBeUndefined();
  });

  test('that is on its way still becomes the channel’s card, and no other is wanted', () => {
    const onItsWay = stateAfter(arrived());
    onItsWay.posting.push(socId);
    const draft = adopted(onItsWay, 'card', pressed('90'), at(5))!;
    const state = stateAfter(arrived(), draft.events);
    expect(state.sent[socId]?.card).toEqual({ thread: threadOf('90'), message: '90' });
    expect(state.posting).toEqual([]);
  });

  test('that Muster had given up on is found, and nobody need decide on it any more', () => {
    const parked = stateAfter(arrived(), [cardParked(socId, 'lost')]);
    const { events, effects } = adopted(parked, 'card', pressed('90'), at(5))!;
    expect(events).toContainEqual({ kind: 'recovered', effect: '1.0' });
    expect(effects).toContainEqual({ kind: 'card.update', channel: socId, about: 'card' });
    expect(effects).not.toContainEqual(expect.objectContaining({ kind: 'card.post', channel: socId }));
  });

  test.each<[string, IncidentState, ReturnType<typeof pressed>]>([
    ['is known', withCard(), pressed('100')],
    ['was shown to somebody who asked', withCard(), { ...pressed('90'), thread: threadOf('80') }],
    ['stands where the incident never was', withCard(), pressed('90', '19:other@thread.tacv2')],
    ['stands in another channel than its thread', withCard(), { ...pressed('90'), channel: paymentsId }],
    ['is of an incident that nobody knows', stateAfter(), pressed('90')],
  ])('that %s is none', (_why, state, where) => {
    expect(adopted(state, 'card', where, at(5))).toBeUndefined();
  });
});

describe('a question’s card', () => {
  const inThread = { channel: socId, thread: threadOf('100'), message: '101' };

  test('in the incident’s thread is made known', () => {
    const draft = adopted(withCard(asked), 'question:q1', inThread, at(5))!;
    const state = withCard(asked, ...draft.events);
    expect(state.sent[socId]?.['question:q1']?.message).toBe('101');
  });

  test.each<[string, IncidentState, 'question:q1' | 'question:q2', typeof inThread]>([
    ['nobody asked', withCard(asked), 'question:q2', inThread],
    ['stands in another thread', withCard(asked), 'question:q1', { ...inThread, thread: threadOf('99') }],
    ['was put to another channel', withCard({ ...asked, channel: paymentsId }), 'question:q1', inThread],
    ['is the incident’s own card', withCard(asked), 'question:q1', pressed('100')],
  ])('that %s is none', (_why, state, about, where) => {
    expect(adopted(state, about, where, at(5))).toBeUndefined();
  });
});

describe('a click', () => {
  async function desk(of?: string) {
    const store = fakeStore();
    const journal = createJournal({ log: store.log, clock: stillClock(at(0)), owner: 'one', leaseMs: 1000 });
    await journal.append(incidents, logKey, () => ({
      actor: { kind: 'sentinel' },
      action: 'arrived',
      key: 'arrived',
      events: [...arrived({}, [{ ...paymentsRoute, channel: socId }]), posted('100')],
      effects: [],
    }));
    const finder = { byThread: async () => of } as never;
    return {
      around: { journal, finder, clock: stillClock(at(0)) },
      messages: async () => messagesOf(await journal.read(incidents, logKey), socId, 'card').length,
    };
  }
  const click = (change: Partial<Asked> = {}): Asked => ({
    kind: 'click',
    speaker: { ...ada, place: place(socId) },
    data: { verb: 'acknowledge', incident: logKey, from: 'card' },
    text: '',
    conversation: threadOf('90'),
    messageKey: 'x',
    card: '90',
    ...change,
  });

  test('on a card of ours makes it known, once', async () => {
    const { around, messages } = await desk();
    await adoptPressed(click(), around);
    await adoptPressed(click(), around);
    expect(await messages()).toBe(2);
  });

  const otherKey = 'incident:sub~rg-soc~ws-soc:22222222-2222-4333-8444-555555555555';
  test.each<[string, Partial<Asked>, { of?: string }]>([
    ['whose activity names no message', { card: undefined as never }, {}],
    ['on a card that names an incident in the wrong shape', { data: { incident: '1042', from: 'card' } }, {}],
    ['on a list', { data: { incident: logKey, from: 'list' } }, {}],
    ['in a personal chat', { speaker: { ...ada, place: place(socId, { kind: 'personal' }) } }, {}],
    ['in the thread of another incident', {}, { of: otherKey }],
  ])('%s makes nothing known', async (_what, change, { of }) => {
    const { around, messages } = await desk(of);
    await adoptPressed(click(change), around);
    expect(await messages()).toBe(1);
  });
});
