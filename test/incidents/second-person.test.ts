/** Which closings take two people, and what a log says of one that is wanted. */
import { describe, expect, test } from '@jest/globals';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { countedSeverity, takesTwo } from '../../bot/incidents/second-person.ts';
import { current } from '../../bot/incidents/state.ts';
import { timeline } from '../../bot/incidents/timeline.ts';
import {
  ada,
  arrived,
  ben,
  entry,
  eve,
  intended,
  later,
  logKey,
  paymentsId,
  socId,
  stateAfter,
} from '../build.ts';

const high = arrived({ severity: 'High' });
const lowered = (by = ada, severity: 'Medium' | 'Low' = 'Low') => intended({ severity }, {}, { by });
const wanted: IncidentEvent = {
  kind: 'closingWanted',
  id: '2',
  classification: 'FalsePositive',
  classificationReason: 'InaccurateData',
  by: ada,
  channel: socId,
};
const asks = [[wanted], { by: ada, texts: { comment: 'The feed was wrong.' } }] as [IncidentEvent[], object];

describe('a closing takes two', () => {
  const rules = [{ from: 'High', as: 'FalsePositive' } as const];
  const by = ada;

  test('from the severity of a rule on, as what the rule says', () => {
    const state = stateAfter(high);
    expect(takesTwo(state, { classification: 'FalsePositive', by }, rules)).toBe(true);
    expect(takesTwo(state, { classification: 'TruePositive', by }, rules)).toBe(false);
    expect(takesTwo(state, { classification: 'TruePositive', by }, [{ from: 'High' }])).toBe(true);
    expect(takesTwo(state, { classification: 'Undetermined', by }, [{ from: 'Low' }])).toBe(true);
    const medium = stateAfter(arrived({ severity: 'Medium' }));
    expect(takesTwo(medium, { classification: 'FalsePositive', by }, rules)).toBe(false);
    expect(takesTwo(state, { classification: 'FalsePositive', by }, [])).toBe(false);
  });
});

describe('the severity that counts', () => {
  test('is what it was for whoever lowered it, however often, and for everybody else what it is', () => {
    const once = stateAfter(high, [lowered()]);
    expect([ada, ben].map(({ oid }) => countedSeverity(once, oid))).toEqual(['High', 'Low']);
    const twice = stateAfter(high, [lowered(ada, 'Medium')], [lowered(ben, 'Low')]);
    expect([ada, ben, eve].map(({ oid }) => countedSeverity(twice, oid))).toEqual(['High', 'Medium', 'Low']);
    expect(countedSeverity(once, ada.oid.toUpperCase())).toBe('High');
  });

  test('is what it was for everybody where Sentinel names nobody who lowered it', () => {
    const state = stateAfter(high, [{ kind: 'changed', incident: later({ severity: 'Medium' }) }]);
    expect([ada, ben].map(({ oid }) => countedSeverity(state, oid))).toEqual(['High', 'High']);
  });

  test('does not change with the write that brings a person’s lowering back, nor with reopening', () => {
    const incident = later({ severity: 'Low' });
    const state = stateAfter(
      high,
      [lowered()],
      [{ kind: 'synced', intents: ['i'], incident }],
      [{ kind: 'changed', incident: later({ severity: 'Low', status: 'Closed', etag: '"3"' }) }],
      [{ kind: 'changed', incident: later({ severity: 'Low', status: 'New', etag: '"4"' }) }],
    );
    expect([ada, ben].map(({ oid }) => countedSeverity(state, oid))).toEqual(['High', 'Low']);
  });
});

describe('what is wanted', () => {
  test('leaves the incident open, and stands until somebody answers', () => {
    const state = stateAfter(high, asks);
    expect(current(state).status).toBe('New');
    expect(state.closedAt).toBeUndefined();
    expect(state.wantedClosing).toMatchObject({ id: '2', by: ada, comment: 'The feed was wrong.' });
  });

  const ends: [string, IncidentEvent][] = [
    ['closed by somebody', intended({ status: 'Closed', classification: 'TruePositive' })],
    ['closed in Sentinel', { kind: 'changed', incident: later({ status: 'Closed' }) }],
    ['deleted in Sentinel', { kind: 'deletedInSentinel' }],
    ['made a matter of one person', { kind: 'closingFreed', wanted: '2' }],
  ];
  test.each(ends)('ends when it is %s', (_how, event) => {
    expect(stateAfter(high, asks, [event]).wantedClosing).toBeUndefined();
  });

  test('ends when it is declined, which stays to be seen until it is closed or another is wanted', () => {
    const declines = [
      [{ kind: 'closingDeclined', wanted: '2', by: ben }],
      { by: ben, texts: { reason: 'Not looked into.' } },
    ] as [IncidentEvent[], object];
    const state = stateAfter(high, asks, declines);
    expect(state.wantedClosing).toBeUndefined();
    expect(state.declinedClosing).toMatchObject({ by: ben, reason: 'Not looked into.', wanted: { by: ada } });
    expect(stateAfter(high, asks, declines, asks).declinedClosing).toBeUndefined();
    expect(
      stateAfter(high, asks, declines, [intended({ status: 'Closed' })]).declinedClosing,
    ).toBeUndefined();
  });

  test('is not ended by an answer to another one', () => {
    const stale: IncidentEvent = { kind: 'closingDeclined', wanted: '1', by: ben };
    expect(stateAfter(high, asks, [stale]).wantedClosing?.id).toBe('2');
  });

  test('is what two are named for once it is closed, until it is open again', () => {
    const closed = intended({ status: 'Closed' }, { status: 'New' }, { by: ben, with: ada });
    const state = stateAfter(high, asks, [closed]);
    expect(state).toMatchObject({ closedBy: ben, closedWith: ada });
    const again = stateAfter(high, asks, [closed], [intended({ status: 'Active' }, { status: 'Closed' })]);
    expect(again.closedWith).toBeUndefined();
  });

  test('is in the SOC’s history with its words, and in no team’s', () => {
    const state = stateAfter(high, asks);
    const entries = [
      entry(1, high),
      entry(2, [wanted], { by: ada, texts: { comment: 'The feed was wrong.' } }),
    ];
    expect(timeline(state, entries, 'all').at(-1)).toMatchObject({
      who: 'Ada',
      key: 'closingWanted',
      text: 'The feed was wrong.',
    });
    expect(timeline(state, entries, [paymentsId]).map(({ key }) => key)).not.toContain('closingWanted');
    expect(logKey).toBe(state.logKey);
  });
});
