/** An incident that Sentinel doesn't have any more, and one that it has again. */
import { describe, expect, test } from '@jest/globals';
import { deleted } from '../../bot/actions/automatic/deleted.ts';
import { seen } from '../../bot/actions/automatic/seen.ts';
import { remind } from '../../bot/actions/automatic/timers.ts';
import { figuresRowOf } from '../../bot/incidents/figures-row.ts';
import { defaultTargets, isOverdue } from '../../bot/incidents/levels.ts';
import { figuresOf } from '../../bot/incidents/metrics.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { incidents } from '../../bot/log/kinds.ts';
import {
  ada,
  arrived,
  at,
  ben,
  context,
  incident,
  intended,
  later,
  paymentsId,
  socChannel,
  socId,
  stateAfter,
  teamChannel,
} from '../build.ts';
import { incidentVerb } from '../verbs.ts';

const channels = [socChannel(), teamChannel(paymentsId, { hosts: ['pay-*'] })];
const around = { now: at(10), channels, targets: defaultTargets, backlog: false };
const posted = (channel: string) =>
  ({ kind: 'posted', about: 'card', channel, thread: 't', message: 'm', rev: 1 }) as const;
const shown = (...more: Parameters<typeof stateAfter>) =>
  stateAfter(arrived(), [posted(socId), posted(paymentsId)], ...more);
const gone = (...more: Parameters<typeof stateAfter>) => shown(...more, [{ kind: 'deletedInSentinel' }]);

describe('a deleted incident', () => {
  test('changes its cards, and posts none', () => {
    const draft = deleted(shown(), at(10));
    expect(draft).toMatchObject({ actor: { kind: 'sentinel' }, events: [{ kind: 'deletedInSentinel' }] });
    expect(draft?.effects.map(({ kind }) => kind)).toEqual(['card.update', 'card.update']);
    const unposted = deleted(stateAfter(arrived()), at(10));
    expect(unposted?.effects).toEqual([]);
  });

  test('is deleted once, and one that never arrived is none', () => {
    expect(deleted(gone(), at(10))).toBeUndefined();
    expect(deleted(stateAfter(), at(10))).toBeUndefined();
  });

  test('drops what people wanted changed, and tells each of them once where they acted', () => {
    const wanted = shown(
      [intended({ severity: 'High' }, {}, { id: '1', channel: socId, by: ada })],
      [intended({ status: 'Active' }, {}, { id: '2', channel: socId, by: ada })],
      [intended({ addLabels: ['x'] }, {}, { id: '3', channel: paymentsId, by: ben })],
      [intended({ addLabels: ['y'] }, {}, { id: '4', by: ben })],
    );
    const notices = deleted(wanted, at(10))?.effects.filter(({ kind }) => kind === 'notice');
    expect(notices).toEqual([
      { kind: 'notice', channel: socId, notice: { kind: 'deleted' }, mention: [ada, ben] },
      { kind: 'notice', channel: paymentsId, notice: { kind: 'deleted' }, mention: [ben] },
    ]);
    expect(gone([intended({ severity: 'High' })]).pending).toEqual([]);
  });

  test('counts as closed: in lists, for its deadline and its reminders, and not as resolved', () => {
    const state = gone();
    expect(incidents.index(state)).toMatchObject({ open: false, closedAt: state.deletedAt });
    expect(isOverdue(state, defaultTargets, at(10_000))).toBe(false);
    expect(remind(state, 'overdue', 'k', { ...around, now: at(10_000) })).toBeUndefined();
    const figures = figuresOf([figuresRowOf(state)], defaultTargets, at(100));
    expect(figures).toMatchObject({ open: { Medium: 0 }, unacknowledged: 0, resolve: { now: { n: 0 } } });
  });

  test('keeps what is said in its thread, and sends none of it to Sentinel', () => {
    const decision = incidentVerb('say').decide(gone(), { text: 'hm', quietSeconds: 1 }, context());
    expect(decision.events).toMatchObject([{ kind: 'commented' }]);
    expect(decision.effects).toEqual([]);
    expect(decision.say.key).toBe('say.deleted');
  });
});

describe('one that is there again', () => {
  const back = (state: IncidentState, version = later()) => seen(state, version, around);

  test('is as it was, with its timers, and shows the version that is there', () => {
    const draft = back(gone());
    expect(draft).toMatchObject({ action: 'restored' });
    expect(draft?.events.slice(0, 2)).toEqual([
      { kind: 'restoredInSentinel' },
      { kind: 'changed', incident: later() },
    ]);
    expect(draft?.effects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['card.update', 'timer']));
    const state = shown([{ kind: 'deletedInSentinel' }], draft!.events);
    expect(state.deletedAt).toBeUndefined();
    expect(incidents.index(state)).toMatchObject({ open: true });
  });

  test('comes back also under the etag that was seen last', () => {
    const draft = back(gone(), incident());
    expect(draft?.events[0]).toEqual({ kind: 'restoredInSentinel' });
    // The key of the version is taken since it arrived.
    expect(draft?.key).not.toBe('version:"1"');
  });

  test('has no timers where somebody is on it, or where it is closed', () => {
    const acknowledged = gone([{ kind: 'acknowledged', channel: socId, by: ada }]);
    expect(back(acknowledged)?.effects.map(({ kind }) => kind)).not.toContain('timer');
    const closed = later({ status: 'Closed', classification: 'Undetermined' });
    expect(back(gone(), closed)?.effects.map(({ kind }) => kind)).not.toContain('timer');
  });
});
