import { describe, expect, test } from '@jest/globals';
import { after, consequences, deadlineTimers } from '../../bot/incidents/consequences.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { current } from '../../bot/incidents/state.ts';
import {
  ada,
  alert,
  arrived,
  at,
  cardParked,
  entity,
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

  test.each([
    ['was lost twice, so that it may be there, is a person’s to decide', 'lost', 0],
    ['was refused is tried anew with the next change', 'refused', 1],
  ] as const)('a parked card that %s', (_what, why, posts) => {
    const state = stateAfter(arrived(), [posted(paymentsId)], [cardParked(socId, why)]);
    const effects = consequences(state, [acknowledged]);
    expect(effects.filter(({ kind }) => kind === 'card.post')).toHaveLength(posts);
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

test('looking ahead changes nothing of the state, whatever happens', () => {
  const frozen = <T>(value: T): T => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
    return value;
  };
  const state = stateAfter(
    arrived({ labels: [{ name: 'pay', type: 'User' }] }),
    [{ kind: 'detailed', entities: [entity('Host', 'pay-01')], alerts: [alert()] }, posted(socId)],
    [intended({ severity: 'High', addLabels: ['vip'] }), acknowledged],
    [[{ kind: 'commented', id: 'c1', by: ada, channel: socId }], { texts: { comment: 'Known.' } }],
    [
      [{ kind: 'asked', id: 'q1', by: ada, channel: paymentsId, people: [] }],
      { texts: { question: 'Is it?' } },
    ],
  );
  const happens: IncidentEvent[] = [
    { kind: 'changed', incident: later({ severity: 'High' }) },
    { kind: 'synced', intents: ['i'], incident: later() },
    { kind: 'detailed', entities: [entity('Host', 'pay-02')], alerts: [] },
    { kind: 'routed', routes: [socRoute] },
    { kind: 'answered', id: 'a1', question: 'q1', by: ada, channel: paymentsId },
    { kind: 'edited', id: 'e1', remark: 'c1' },
    { kind: 'deleted', id: 'd1', remark: 'c1' },
    { kind: 'handedBack', channel: paymentsId, by: ada },
    { kind: 'unacknowledged', channel: socId },
    { kind: 'deletedInSentinel' },
    intended({ status: 'Closed' }, {}, { id: 'j' }),
    posted(paymentsId),
  ];
  for (const event of happens) expect(after(frozen(state), [event], at(9)).seq).toBe(6);
});

test('the timers of the time to acknowledge are half of it and all of it', () => {
  expect(deadlineTimers(stateAfter(arrived({ severity: 'Medium' })), defaultTargets)).toEqual([
    { kind: 'timer', what: 'half', due: at(31).toISOString() },
    { kind: 'timer', what: 'overdue', due: at(61).toISOString() },
  ]);
});

describe('an incident that a storm’s card shows', () => {
  const joined: IncidentEvent = { kind: 'grouped', channel: socId, storm: '7' };
  const grouped = (change = {}) => stateAfter([...arrived(change, [socRoute]), joined]);
  const update = { kind: 'storm.update', channel: socId, storm: '7' };
  const card = { kind: 'card.post', channel: socId };

  test.each<[string, IncidentEvent]>([
    ['acknowledges', acknowledged],
    ['comments on', { kind: 'commented', id: '2', by: ada }],
    ['shares about', { kind: 'shared', id: '2', by: ada }],
    ['asks about', { kind: 'asked', id: '2', by: ada, channel: paymentsId, people: [] }],
    ['answers about', { kind: 'answered', id: '2', question: '1', by: ada, channel: paymentsId }],
    ['hands back', { kind: 'handedBack', channel: socId, by: ada }],
    ['changes', intended({ severity: 'Low' })],
  ])('gets its card as soon as somebody %s it', (_what, event) => {
    expect(consequences(grouped(), [event]).slice(0, 2)).toEqual([card, update]);
  });

  test('gets none where the act was for many', () => {
    expect(consequences(grouped(), [acknowledged], true)).toEqual([update]);
  });

  test('gets none by what happens by itself, unless it is High or something is said in its thread', () => {
    const changed: IncidentEvent = { kind: 'changed', incident: later() };
    expect(consequences(grouped(), [changed])).toEqual([update]);
    expect(consequences(grouped({ severity: 'High' }), [changed])).toEqual([card, update]);
    expect(consequences(grouped(), [changed], false, true)).toEqual([card, update]);
  });

  test('gets one that was lost twice where somebody asks for it, as one that may be there twice', () => {
    const asked: IncidentEvent = { kind: 'cardAsked', channel: socId, by: ada };
    const lost = stateAfter([...arrived({}, [socRoute]), joined], [cardParked(socId, 'lost')]);
    expect(consequences(lost, [asked])).toEqual([{ ...card, uncertain: true, again: '1.0' }]);
  });

  test('gets its card where somebody asks for it, there and once', () => {
    const asked: IncidentEvent = { kind: 'cardAsked', channel: socId, by: ada };
    expect(consequences(grouped(), [asked])).toEqual([card]);
    const there = stateAfter([...arrived({}, [socRoute]), joined], [posted(socId)]);
    expect(consequences(there, [asked])).toEqual([]);
  });

  test('has both kept true once it has a card of its own', () => {
    const there = stateAfter([...arrived({}, [socRoute]), joined], [posted(socId)]);
    expect(consequences(there, [acknowledged])).toEqual([
      { kind: 'card.update', channel: socId, about: 'card' },
      update,
    ]);
  });
});
