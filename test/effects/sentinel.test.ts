import { describe, expect, test } from '@jest/globals';
import { nextTry } from '../../bot/effects/retry.ts';
import { missing } from '../../bot/effects/sentinel-write.ts';
import { withChange } from '../../bot/incidents/change.ts';
import { commentOf } from '../../bot/incidents/comment-text.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { wordsOf } from '../../bot/words/words.ts';
import { ada, arrived, at, ben, entry, incident, intended, paymentsId, socId, stateAfter } from '../build.ts';

const adaOwns = { objectId: ada.oid, name: ada.name };

describe('what has to be written to Sentinel', () => {
  test('is all that people want, in their order, in one write', () => {
    const write = missing(incident(), [
      { status: 'Active', owner: adaOwns },
      { severity: 'Low' },
      { owner: null },
      { addLabels: ['vip'] },
    ]);
    const written = withChange(incident(), write!);
    expect(written).toMatchObject({ status: 'Active', severity: 'Low', labels: [{ name: 'vip' }] });
    expect(written.owner).toBeUndefined();
  });

  test('is nothing where Sentinel holds it already: an answer that was lost is recognised', () => {
    const changes = [{ status: 'Active' as const, owner: adaOwns, addLabels: ['vip'] }];
    const written = withChange(incident(), missing(incident(), changes)!);
    expect(missing(written, changes)).toBeUndefined();
    expect(missing(incident(), [])).toBeUndefined();
  });

  test('keeps what others changed meanwhile', () => {
    const theirs = incident({
      severity: 'High',
      owner: { objectId: ben.oid },
      labels: [{ name: 'theirs', type: 'AutoAssigned' }],
    });
    const written = withChange(theirs, missing(theirs, [{ status: 'Active', addLabels: ['ours'] }])!);
    expect(written).toMatchObject({ status: 'Active', severity: 'High', owner: { objectId: ben.oid } });
    expect(written.labels.map((label) => label.name)).toEqual(['theirs', 'ours']);
  });

  test('a closing carries what Sentinel asks for, and Undetermined no reason', () => {
    expect(
      missing(incident(), [{ status: 'Closed', classification: 'Undetermined', classificationComment: 'c' }]),
    ).toMatchObject({ status: 'Closed', classification: 'Undetermined', classificationReason: undefined });
    expect(missing(incident(), [{ status: 'Closed' }])).toMatchObject({ classification: 'Undetermined' });
  });

  test('closed and reopened before it got there is written as it was', () => {
    expect(
      missing(incident({ status: 'Active' }), [
        { status: 'Closed', classification: 'Undetermined' },
        { status: 'Active' },
      ]),
    ).toBeUndefined();
  });
});

describe('a comment in Sentinel begins with who said it and where', () => {
  const words = wordsOf('en');
  const commented = (id: string, thread?: true): IncidentEvent => ({
    kind: 'commented',
    id,
    by: ben,
    channel: paymentsId,
    ...(thread && { thread }),
  });
  const none = entry(9, []);

  test('a team’s comment', () => {
    const state = stateAfter(arrived(), [[commented('2')], { texts: { comment: 'Planned work' } }]);
    expect(commentOf(state, 'remark:2', none, words)).toBe('Ben (Payments, Teams): Planned work');
  });

  test('a comment from a personal chat', () => {
    const state = stateAfter(arrived(), [
      [{ kind: 'commented', id: '2', by: ada }],
      { texts: { comment: 'x' } },
    ]);
    expect(commentOf(state, 'remark:2', none, words)).toBe('Ada (Teams): x');
  });

  test('a thread that was quiet: each message with its time, in order', () => {
    const state = stateAfter(
      arrived(),
      [[commented('2', true)], { texts: { comment: 'one' } }],
      [[commented('3', true)], { texts: { comment: 'two' } }],
    );
    const rolled = entry(4, [
      { kind: 'rolledUp', pieces: [{ of: 'remark:2' }, { of: 'remark:3' }], id: '4' },
    ]);
    expect(commentOf(state, 'rollup:4', rolled, words)).toBe(
      '2026-03-02 10:02 UTC Ben (Payments, Teams): one\n2026-03-02 10:03 UTC Ben (Payments, Teams): two',
    );
  });

  test.each<[string, IncidentEvent, Record<string, string>, string, RegExp]>([
    [
      'an acknowledgement',
      { kind: 'acknowledged', channel: paymentsId, by: ben },
      {},
      `ack:${paymentsId}`,
      /^Ben \(Payments, Teams\): ./,
    ],
    [
      'what the SOC shared',
      { kind: 'shared', id: '2', by: ada },
      { share: 'Reset it' },
      'remark:2',
      /^Ada \(SOC, Teams\): .*Reset it/,
    ],
    [
      'what was handed back',
      { kind: 'handedBack', channel: paymentsId, by: ben },
      { reason: 'Moved' },
      `handback:${paymentsId}`,
      /^Ben \(Payments, Teams\): .*Moved/,
    ],
    [
      'a question',
      { kind: 'asked', id: '2', by: ada, channel: paymentsId, people: [], from: socId },
      { question: 'Planned?' },
      'question:2',
      /^Ada \(SOC, Teams\): .*Payments.*Planned\?$/,
    ],
  ])('%s', (_what, event, texts, of, says) => {
    expect(commentOf(stateAfter(arrived(), [[event], { texts }]), of, none, words)).toMatch(says);
  });

  test('a question with its answers is one comment', () => {
    const state = stateAfter(
      arrived(),
      [
        [{ kind: 'asked', id: '2', by: ada, channel: paymentsId, people: [], from: socId }],
        { texts: { question: 'Planned?' } },
      ],
      [
        [{ kind: 'answered', id: '3', question: '2', by: ben, channel: paymentsId }],
        { texts: { answer: 'Yes' } },
      ],
    );
    expect(commentOf(state, 'question:2', none, words)?.split('\n')).toEqual([
      expect.stringContaining('Planned?'),
      expect.stringMatching(/^Ben \(Payments, Teams\): .*Yes/),
    ]);
  });

  test('an act that shows nowhere else: the severity, with what it was', () => {
    const act = entry(2, [intended({ severity: 'High' }, { severity: 'Low' })], { by: ada });
    expect(commentOf(stateAfter(arrived()), 'act:2', act, words)).toMatch(/^Ada \(Teams\): .*Low.*High/);
  });

  test.each(['remark:9', 'rollup:9', 'ack:x', 'handback:x', 'question:9', 'nonsense:1'])(
    '%s, which is not there, writes nothing',
    (of) => {
      expect(commentOf(stateAfter(arrived()), of, none, words)).toBeUndefined();
    },
  );
});

describe('the next try', () => {
  const wait = (attempts: number, retryAfterMs = 0, random = 0.5) =>
    nextTry(at(0), attempts, retryAfterMs, () => random).getTime() - at(0).getTime();

  test('comes after 1, 2, 4 … seconds, at most a minute', () => {
    expect([0, 1, 2, 3, 6, 50].map((attempts) => wait(attempts))).toEqual([
      1000, 2000, 4000, 8000, 60_000, 60_000,
    ]);
  });

  test('is spread, so that replicas don’t come back together', () => {
    expect([wait(0, 0, 0), wait(0, 0, 1)]).toEqual([750, 1250]);
  });

  test('is never sooner than the service asked for', () => {
    expect(wait(0, 300_000)).toBe(300_000);
  });
});
