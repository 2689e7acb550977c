import { describe, expect, test } from '@jest/globals';
import { remind, type TimerContext } from '../../bot/actions/automatic/timers.ts';
import type { Contacts } from '../../bot/incidents/contacts.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import {
  ada,
  arrived,
  at,
  ben,
  eve,
  paymentsId,
  socChannel,
  socId,
  socRoute,
  stateAfter,
  teamChannel,
} from '../build.ts';

const channels = [socChannel(), teamChannel(paymentsId, { hosts: ['pay-*'] }, { contact: ben })];
const context = (minutes: number): TimerContext => ({
  now: at(minutes),
  channels,
  targets: defaultTargets,
});
const told = (state: IncidentState, what: 'half' | 'overdue', minutes: number) =>
  remind(state, what, 'effect:1.1', context(minutes))?.effects.flatMap((effect) =>
    effect.kind === 'notice' ? [[effect.notice.kind, effect.channel, effect.mention.map((p) => p.name)]] : [],
  );

// Medium: acknowledged by minute 61, half of it is gone at minute 31.
describe('the time to acknowledge', () => {
  test('half gone, the team whose turn it is hears of it; where there is none, the SOC', () => {
    expect(told(stateAfter(arrived()), 'half', 31)).toEqual([['half', paymentsId, ['Ben']]]);
    expect(told(stateAfter(arrived({}, [socRoute])), 'half', 31)).toEqual([['half', socId, ['Ada']]]);
  });

  test('half gone outside of the team’s working hours, its contact hears of it, and within them whose week it is', () => {
    const rota = [{ week: '2026-03-02', person: eve }];
    const hours = (from: string): Contacts => ({ contact: ben, rota, hours: { 1: [{ from, to: '18:00' }] } });
    const among = (contacts: Contacts) => ({
      ...context(31),
      channels: channels.map((one) => (one.connection ? { ...one, contacts } : one)),
    });
    const mentioned = (contacts: Contacts) =>
      remind(stateAfter(arrived()), 'half', 'k', among(contacts))?.effects.flatMap((effect) =>
        effect.kind === 'notice' ? effect.mention.map(({ name }) => name) : [],
      );
    expect(mentioned(hours('10:00'))).toEqual(['Eve']);
    expect(mentioned(hours('11:00'))).toEqual(['Ben']);
  });

  test('a team that handed it back is left alone', () => {
    const back = stateAfter(arrived(), [[{ kind: 'handedBack', channel: paymentsId, by: ben }], { by: ben }]);
    expect(told(back, 'half', 31)).toEqual([['half', socId, ['Ada']]]);
  });

  test('all gone, the SOC hears of it', () => {
    expect(told(stateAfter(arrived()), 'overdue', 61)).toEqual([['overdue', socId, ['Ada']]]);
  });

  test.each<[string, IncidentState, number]>([
    ['before it is due', stateAfter(arrived()), 60],
    [
      'once it is acknowledged',
      stateAfter(arrived(), [{ kind: 'acknowledged', channel: socId, by: ada }]),
      61,
    ],
    ['once it is closed', stateAfter(arrived({ status: 'Closed' })), 61],
    ['twice', stateAfter(arrived(), [{ kind: 'reminded', what: 'overdue' }]), 61],
  ])('nobody hears of it %s', (_when, state, minutes) => {
    expect(told(state, 'overdue', minutes)).toBeUndefined();
  });

  test('in a storm no reminder is said for each: the storm’s card counts it', () => {
    const joined: IncidentEvent = { kind: 'grouped', channel: socId, storm: '7' };
    const grouped = stateAfter([...arrived({}, [socRoute]), joined]);
    const draft = remind(grouped, 'overdue', 'k', context(61));
    expect(draft?.events).toEqual([{ kind: 'reminded', what: 'overdue' }]);
    expect(draft?.effects).toEqual([{ kind: 'storm.update', channel: socId, storm: '7' }]);
    const card: IncidentEvent = {
      kind: 'posted',
      about: 'card',
      channel: socId,
      thread: 't',
      message: 'm',
      rev: 1,
    };
    const touched = stateAfter([...arrived({}, [socRoute]), joined], [card]);
    expect(told(touched, 'overdue', 61)).toEqual([['overdue', socId, ['Ada']]]);
  });

  test('the cards that are there show it', () => {
    const posted: IncidentEvent = {
      kind: 'posted',
      about: 'card',
      channel: socId,
      thread: 't',
      message: 'm',
      rev: 1,
    };
    expect(remind(stateAfter(arrived(), [posted]), 'overdue', 'k', context(61))?.effects).toContainEqual({
      kind: 'card.update',
      channel: socId,
      about: 'card',
    });
  });
});
