/** Merged and reopened: what is decided when Defender does it, and when a person says it. */
import { describe, expect, test } from '@jest/globals';
import { detailed } from '../../bot/actions/automatic/detailed.ts';
import { seen } from '../../bot/actions/automatic/seen.ts';
import { buttonsFor } from '../../bot/actions/buttons.ts';
import type { Context, IncidentAction } from '../../bot/actions/define.ts';
import { createFinder } from '../../bot/actions/finder.ts';
import { survivorOf } from '../../bot/actions/follow.ts';
import { actions } from '../../bot/actions/index.ts';
import { rowOf } from '../../bot/actions/rows.ts';
import { meantBy } from '../../bot/actions/which.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import type { Incident } from '../../bot/incidents/incident.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { emptyIncident, type IncidentState, incidentLogKey } from '../../bot/incidents/state.ts';
import { createJournal } from '../../bot/log/journal.ts';
import { incidents } from '../../bot/log/kinds.ts';
import { wordsOf } from '../../bot/words/words.ts';
import {
  ada,
  alert,
  arrived,
  at,
  ben,
  context,
  incident,
  inPayments,
  later,
  logKey,
  paymentsId,
  redirected,
  socChannel,
  socId,
  socRoute,
  stateAfter,
  teamChannel,
} from '../build.ts';
import { stillClock } from '../fakes/clock.ts';
import { fakeStore } from '../fakes/store.ts';
import { incidentVerb } from '../verbs.ts';

const channels = [socChannel(), teamChannel(paymentsId, { hosts: ['pay-*'] }, { contact: ben })];
const around = { now: at(10), channels, targets: defaultTargets, backlog: false };
const look = { words: wordsOf('en'), language: 'en', zone: 'UTC', now: at(10), targets: defaultTargets };
const posted = (channel: string): IncidentEvent => ({
  kind: 'posted',
  about: 'card',
  channel,
  thread: 't',
  message: 'm',
  rev: 1,
});
const shown = (...more: IncidentEvent[][]) =>
  stateAfter(arrived(), [posted(socId), posted(paymentsId)], ...more);
const gone: IncidentEvent = { kind: 'changed', incident: redirected() };
const link: IncidentEvent = { kind: 'mergedInto', into: 'incident:w:other', number: 1301, title: 'Survivor' };

describe('an incident that Defender merges away', () => {
  test('changes on its cards, posts nothing, and looks for where it lives on', () => {
    const draft = seen(shown(), redirected(), around);
    expect(draft?.effects).toEqual([
      { kind: 'card.update', channel: socId, about: 'card' },
      { kind: 'card.update', channel: paymentsId, about: 'card' },
      { kind: 'merge.link', tries: 0 },
    ]);
    // Open before Muster looked, it never had a card.
    const quiet = seen(stateAfter(arrived({}, [socRoute])), redirected(), around);
    expect(quiet?.effects).toEqual([{ kind: 'merge.link', tries: 0 }]);
    expect(seen(shown([gone]), redirected({ etag: '"3"' }), around)?.effects).toEqual([]);
  });

  test('or that arrives so, asks for nothing, unless it points somewhere', () => {
    expect(seen(stateAfter(), redirected(), around)?.effects).toEqual([]);
    const defenderUrl = 'https://security.microsoft.com/incident2/90/overview';
    const points = redirected({ providerIncidentId: '88', defenderUrl });
    expect(seen(stateAfter(), points, around)?.effects).toEqual([{ kind: 'merge.link', tries: 0 }]);
  });

  test('has no buttons but its history, its report and what leads to the other', () => {
    const verbs = (state: IncidentState, audience: 'soc' | 'team') => {
      const { front, more } = buttonsFor(
        actions,
        state,
        audience,
        audience === 'soc' ? socId : paymentsId,
        look,
      );
      return [...front, ...more].map((button) => [button.verb, button.title]);
    };
    expect(verbs(shown([gone]), 'soc')).toEqual([
      ['merged', 'Merged into …'],
      ['history', 'History'],
      ['report', 'Report'],
    ]);
    expect(verbs(shown([gone]), 'team')).toEqual([['history', 'History']]);
    for (const audience of ['soc', 'team'] as const)
      expect(verbs(shown([gone], [link]), audience)).toEqual([
        ['show', 'Show #1301'],
        ['history', 'History'],
        ...(audience === 'soc' ? [['report', 'Report']] : []),
      ]);
  });
});

test('its questions can be answered until they go on elsewhere', () => {
  const ask: IncidentEvent = { kind: 'asked', id: '3', by: ada, channel: paymentsId, people: [] };
  const input = { question: '3', answer: 'Yes.' };
  const answer = incidentVerb('answer');
  expect(answer.onMerged).toBe(true);
  expect(answer.decide(shown([ask], [gone]), input, inPayments()).say.key).toBe('answer.done');
  expect(() => answer.decide(shown([ask], [gone], [link]), input, inPayments())).toThrow(
    expect.objectContaining({ word: 'merged', params: { number: '1042', into: '1301' } }),
  );
});

test('alerts that come later are looked at for merges; the first ones, and the same again, are not', () => {
  const found = (...ids: string[]) => ({ entities: [], alerts: ids.map((id) => alert({ id })) });
  const kinds = (state: IncidentState, ...ids: string[]) =>
    detailed(state, found(...ids), 'k', around)?.effects.map((effect) => effect.kind) ?? [];
  expect(kinds(shown(), 'a')).not.toContain('merge.find');
  const read = shown([{ kind: 'detailed', ...found('a') }]);
  expect(kinds(read, 'a', 'b')).toContain('merge.find');
  expect(kinds(read, 'a')).not.toContain('merge.find');
});

test('reopened in Sentinel, each thread with its card is told what is new', () => {
  const closed: IncidentEvent = { kind: 'changed', incident: later({ status: 'Closed' }) };
  const routes = channels.length;
  const state = shown(
    [closed],
    [{ kind: 'detailed', entities: [{ id: 'h', kind: 'Host', name: 'pay-01', aliases: [] }], alerts: [] }],
  );
  const back = later({ etag: '"3"', status: 'New', severity: 'High', alertsCount: 3 });
  const notices = seen(state, back, around)!.effects.filter(
    (effect) => effect.kind === 'notice' && effect.notice.kind === 'reopened',
  );
  expect(notices).toHaveLength(routes);
  expect(notices).toMatchObject([
    { channel: socId, notice: { params: { alerts: '2', severity: 'High' } }, mention: [ada] },
    { channel: paymentsId, mention: [ben] },
  ]);
});

describe('a person says that one was merged', () => {
  const action: IncidentAction = incidentVerb('merged');
  const other = incidentLogKey('sub~rg-soc~ws-soc', '22222222-2222-4333-8444-555555555555');
  const survivor = (change: Partial<Incident> = {}): IncidentState => ({
    ...emptyIncident(other),
    seen: incident({ number: 1301, title: 'Survivor', ...change }),
  });
  const decide = (state: IncidentState, change: Partial<Context> = { survivor: survivor() }) =>
    action.decide(state, { into: '1301' }, context(change));

  test('one that is closed, merged away or not', () => {
    const closed: IncidentEvent = { kind: 'changed', incident: later({ status: 'Closed' }) };
    for (const state of [shown([gone]), shown([closed])]) {
      const decision = decide(state);
      expect(decision.events).toEqual([
        { kind: 'mergedInto', into: other, number: 1301, title: 'Survivor', by: ada },
      ]);
      expect(decision.effects).toContainEqual({ kind: 'merge.carry' });
    }
  });

  test.each<[string, IncidentState, Partial<Context>, string]>([
    ['Sentinel still holds open', shown(), { survivor: survivor() }, 'mergedOpen'],
    ['into one that nobody knows', shown([gone]), {}, 'noNumber'],
    ['into itself', shown([gone]), { survivor: 'round' }, 'mergedRound'],
    [
      'into one merged away',
      shown([gone]),
      { survivor: { ...survivor(), seen: redirected() } },
      'mergedAway',
    ],
    ['that is merged elsewhere', shown([gone], [link]), { survivor: survivor() }, 'merged'],
  ])('but none that is %s', (_what, state, change, word) => {
    expect(() => decide(state, change)).toThrow(expect.objectContaining({ word }));
  });

  test('the same twice is no mistake', () => {
    const state = shown([gone], [{ ...link, into: other } as IncidentEvent]);
    expect(decide(state)).toMatchObject({ events: [], say: { key: 'merged.before' } });
  });

  test.each(['into 1301', 'in 1301', 'in #1301.', 'INTO #1301', '#1301'])('as “%s”', (rest) => {
    expect(action.typed?.(rest)).toEqual({ into: '1301' });
  });

  test.each(['', 'into', 'into the other one', 'into 1301 and more', 'into 12345678901'])(
    'and “%s” names none',
    (rest) => {
      expect(action.typed?.(rest)).toBeUndefined();
    },
  );

  test('by number or by the incident that a list offered, and by nothing else', () => {
    for (const into of ['1301', logKey]) expect(action.input.safeParse({ into }).success).toBe(true);
    for (const into of ['', 'channel:x', `${logKey}'`, 1301, '1301 or 1=1'])
      expect(action.input.safeParse({ into }).success).toBe(false);
  });

  test('merges are followed to the last, and round nowhere', async () => {
    const states: Record<string, Partial<IncidentState>> = {
      a: { logKey: 'a', mergedInto: { into: 'b', number: 2, title: '', at: '' } },
      b: { logKey: 'b', mergedInto: { into: 'c', number: 3, title: '', at: '' } },
      c: { logKey: 'c' },
      x: { logKey: 'x', mergedInto: { into: 'y', number: 5, title: '', at: '' } },
      y: { logKey: 'y', mergedInto: { into: 'x', number: 4, title: '', at: '' } },
    };
    const read = async (key: string) => states[key] as IncidentState;
    expect((await survivorOf('a', read))?.logKey).toBe('c');
    expect(await survivorOf('x', read)).toBeUndefined();
    expect(await survivorOf('a', read, ['c'])).toBeUndefined();
  });
});

describe('a number', () => {
  const sentinels = incidentLogKey('sub~rg~one', '11111111-2222-4333-8444-555555555555');
  const defenders = incidentLogKey('sub~rg~two', '22222222-2222-4333-8444-555555555555');

  async function world() {
    const store = fakeStore();
    const journal = createJournal({ log: store.log, clock: stillClock(at()), owner: 'one', leaseMs: 1 });
    const arrive = (key: string, version: Partial<Incident>) =>
      journal.append(incidents, key, (state) => seen(state, incident(version), { ...around, channels: [] }));
    const finder = createFinder(journal, store.snapshots, stillClock(at()));
    await arrive(sentinels, { workspace: 'sub~rg~one', number: 88 });
    await arrive(defenders, { workspace: 'sub~rg~two', number: 7, providerIncidentId: '88' });
    const desk = { finder, journal } as unknown as Parameters<typeof meantBy>[3];
    return { finder, desk };
  }

  test('is Sentinel’s or Defender’s', async () => {
    const { finder } = await world();
    expect((await finder.byNumber(88)).sort()).toEqual([sentinels, defenders]);
    expect(await finder.byNumber(7)).toEqual([defenders]);
  });

  test('said of another incident, is one of its workspace if there is any', async () => {
    const { finder } = await world();
    expect(await finder.named('88', defenders)).toEqual([defenders]);
    expect(await finder.named('7', sentinels)).toEqual([defenders]);
    expect(await finder.named(sentinels, defenders)).toEqual([sentinels]);
  });

  test('stands for the thread’s own incident in its thread, and never for what one may not see', async () => {
    const { desk } = await world();
    expect((await meantBy(88, undefined, context(), desk)).logKeys).toHaveLength(2);
    expect((await meantBy(88, defenders, context(), desk)).logKeys).toEqual([defenders]);
    // Neither is this team's: the refusal is the usual one, of one, and it names nothing.
    expect((await meantBy(88, undefined, inPayments(), desk)).logKeys).toHaveLength(1);
  });
});

test('a row says Defender’s number and the workspace where they tell incidents apart', () => {
  const state = stateAfter(arrived({ providerIncidentId: '88' }));
  expect(rowOf(state, look, at()).text).toBe('#1042 (Defender 88) Suspicious sign-in');
  expect(rowOf(state, look, at()).detail).toMatch(/^not acknowledged/);
  const named = { ...look, workspaces: { 'sub~rg-soc~ws-soc': 'ws-soc' } };
  expect(rowOf(state, named, at()).detail).toMatch(/^ws-soc · not acknowledged/);
  expect(rowOf(shown([gone]), look, at()).detail).toMatch(/^merged into another one/);
});
