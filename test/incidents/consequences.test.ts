import { describe, expect, test } from '@jest/globals';
import { after, consequences, deadlineTimers } from '../../bot/incidents/consequences.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { current } from '../../bot/incidents/state.ts';
import {
  ada,
  arrived,
  at,
  entry,
  intended,
  later,
  paymentsId,
  socId,
  socRoute,
  stateAfter,
} from '../build.ts';

const posted = (channel: string): IncidentEvent => ({
  kind: 'posted',
  about: 'card',
  channel,
  thread: 't',
  message: 'm',
  rev: 1,
});
const acknowledged: IncidentEvent = { kind: 'acknowledged', channel: socId, by: ada };

describe('what follows from events by itself', () => {
  test('a channel without a card gets one, a channel with one is brought up to date', () => {
    const state = stateAfter(arrived(), [posted(socId)]);
    expect(consequences(state, [acknowledged])).toEqual([
      { kind: 'card.update', channel: socId, about: 'card' },
      { kind: 'card.post', channel: paymentsId },
    ]);
  });

  test('a card that is on its way is not posted again', () => {
    const effects = [{ kind: 'card.post' as const, id: '1.0', channel: socId }];
    const state = foldIncident(stateAfter(), entry(1, arrived({}, [socRoute]), { effects }));
    expect(consequences(state, [acknowledged])).toEqual([]);
  });

  test('quiet posts nothing new, and still keeps the cards that are there true', () => {
    const state = stateAfter(arrived(), [posted(socId)]);
    expect(consequences(state, [acknowledged], true)).toEqual([
      { kind: 'card.update', channel: socId, about: 'card' },
    ]);
  });

  test('a card whose channel no longer matches says so, and none is posted there', () => {
    const gone: IncidentEvent = { kind: 'routed', routes: [socRoute] };
    expect(
      consequences(stateAfter(arrived(), [posted(paymentsId)], [posted(socId)], [gone]), [gone]),
    ).toHaveLength(2);
    expect(consequences(stateAfter(arrived(), [posted(socId)], [gone]), [gone])).toEqual([
      { kind: 'card.update', channel: socId, about: 'card' },
    ]);
  });

  test('what people want is written to Sentinel', () => {
    expect(consequences(stateAfter(arrived({}, [])), [intended({ status: 'Active' })])).toEqual([
      { kind: 'sentinel.write' },
    ]);
  });

  test.each<IncidentEvent>([
    { kind: 'commanded', by: ada, channel: socId },
    { kind: 'commentWritten', id: 'c' },
    { kind: 'rolledUp', pieces: [], id: '9' },
    { kind: 'reminded', what: 'half' },
    posted(socId),
  ])('no card shows that something was $kind, so none is sent', (event) => {
    expect(consequences(stateAfter(arrived(), [posted(socId)]), [event])).toEqual([]);
  });
});

test('looking ahead leaves the state at hand alone', () => {
  const state = stateAfter(arrived());
  const next = after(state, [{ kind: 'changed', incident: later({ status: 'Active' }) }], at(5));
  expect(current(next).status).toBe('Active');
  expect(current(state).status).toBe('New');
  expect(next.seq).toBe(state.seq + 1);
});

test('the timers of the time to acknowledge are half of it and all of it', () => {
  expect(deadlineTimers(stateAfter(arrived({ severity: 'Medium' })), defaultTargets)).toEqual([
    { kind: 'timer', what: 'half', due: at(31).toISOString() },
    { kind: 'timer', what: 'overdue', due: at(61).toISOString() },
  ]);
});
