/** What is said in one thread about words from elsewhere. */
import { expect, test } from '@jest/globals';
import { relayed } from '../../bot/effects/relay.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { wordsOf } from '../../bot/words/words.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { arrived, at, ben, paymentsId, socId, stateAfter } from '../build.ts';
import { context } from '../cards/samples.ts';
import { readable } from '../cards/walk.ts';

const look = context({ words: wordsOf('en'), zone: 'UTC' });
const heard = (...texts: string[]) =>
  stateAfter(arrived(), [
    texts.map(
      (_text, i): IncidentEvent => ({
        kind: 'heard',
        id: `c${i}`,
        author: { name: 'Cleo' },
        at: at(i).toISOString(),
      }),
    ),
    { texts: Object.fromEntries(texts.map((text, i) => [`heard:c${i}`, text])) },
  ]);

test('a comment from Sentinel: its author and time, its lines, and on its card no link of an attacker’s', () => {
  const told = relayed(heard('See\nhttps://evil.example'), 'heard:2', look, socId)!;
  expect(told).toEqual({
    heading: 'Cleo commented in Sentinel, 2 Mar 2026, 10:00 UTC',
    text: 'See\nhttps://evil.example',
    mention: [],
  });
  expect(readable(noticeCard({ text: told.heading, detail: told.text, tone: 'plain' }, look))).toContain(
    'See\nhttps[:]//evil[.]example',
  );
});

test('a long one is shortened, and says where the whole is', () => {
  const { text = '' } = relayed(heard('x'.repeat(5000)), 'heard:2', look, socId) ?? {};
  expect(text).toMatch(/^x{1500}… \(whole in Sentinel\)$/);
});

test('many are one message: the newest, each on its line, and how many there are besides', () => {
  const told = relayed(
    heard(...Array.from({ length: 10 }, (_, i) => `n${i} ${'y'.repeat(400)}`)),
    'heard:2',
    look,
    socId,
  );
  expect(told?.heading).toBe('10 comments in Sentinel');
  const lines = told?.text.split('\n') ?? [];
  expect(lines).toHaveLength(9);
  expect(lines[0]).toBe('2 earlier ones are in Sentinel.');
  expect(lines[8]).toMatch(/^Cleo, 2 Mar 2026, 10:09 UTC: n9 y+… \(whole in Sentinel\)$/);
  expect(told!.text.length).toBeLessThan(2000);
});

const message: IncidentEvent = {
  kind: 'commented',
  id: '2',
  by: ben,
  channel: paymentsId,
  thread: true,
  message: 'm',
};
const relay: IncidentEvent = {
  kind: 'posted',
  about: 'relay:remark:2',
  channel: socId,
  thread: 't',
  message: 'r',
  rev: 1,
};

test('an edit follows what was relayed; what was not relayed yet comes as it is now', () => {
  const edited: IncidentEvent = { kind: 'edited', id: '4', remark: '2' };
  const said = [[message], { texts: { comment: 'one' } }] as [IncidentEvent[], object];
  const change = [[edited], { texts: { edit: 'two' } }] as [IncidentEvent[], object];
  const followed = stateAfter(arrived(), said, [relay], change);
  expect(relayed(followed, 'edit:4', look, socId)).toMatchObject({
    heading: 'Ben (Payments) edited the message of 2 Mar 2026, 10:02 UTC',
    text: 'two',
  });
  const early = stateAfter(arrived(), said, [], change);
  expect(relayed(early, 'edit:4', look, socId)).toBeUndefined();
  expect(relayed(early, 'remark:2', look, socId)?.text).toBe('two');
});

test('what was deleted before it was relayed is not relayed', () => {
  const deleted: IncidentEvent = { kind: 'deleted', id: '3', remark: '2' };
  const state = stateAfter(arrived(), [[message], { texts: { comment: 'oops' } }], [deleted]);
  expect(relayed(state, 'remark:2', look, socId)).toBeUndefined();
  expect(relayed(state, 'edit:3', look, socId)).toBeUndefined();
});

test('comments that are not there are nothing', () => {
  expect(relayed(stateAfter(arrived()), 'heard:9', look, socId)).toBeUndefined();
});
