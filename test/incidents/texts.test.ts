import { describe, expect, test } from '@jest/globals';
import { erasing, oldestText, writersOf, writtenBy } from '../../bot/incidents/texts.ts';
import { ada, arrived, at, ben, eve, incident, intended, paymentsId, socId, stateAfter } from '../build.ts';

const said = (by: typeof ada, text: string, seq: string) =>
  [[{ kind: 'commented', id: seq, by, channel: socId }], { by, texts: { comment: text } }] as Parameters<
    typeof stateAfter
  >[0];

describe('whose a text is', () => {
  test('is mostly told by who acted', () => {
    const state = stateAfter(
      arrived(),
      said(ada, 'one', '2'),
      said(ben, 'two', '3'),
      said(ada, 'three', '4'),
    );
    expect(writtenBy(state, ada.oid.toUpperCase()).map(({ seq, name }) => [seq, name])).toEqual([
      [2, 'comment'],
      [4, 'comment'],
    ]);
    expect(writersOf(state)).toEqual([
      { oid: ada.oid, name: 'Ada', count: 2 },
      { oid: ben.oid, name: 'Ben', count: 1 },
    ]);
  });

  test('of a comment in Sentinel is told by its author, where Sentinel tells who that is', () => {
    const state = stateAfter(arrived(), [
      [
        { kind: 'heard', id: 'c1', author: { name: 'Eve', objectId: eve.oid }, at: at(1).toISOString() },
        { kind: 'heard', id: 'c2', author: { name: 'A playbook' }, at: at(1).toISOString() },
      ],
      { actor: { kind: 'sentinel' }, texts: { 'heard:c1': 'hers', 'heard:c2': 'nobody’s' } },
    ]);
    expect(writtenBy(state, eve.oid).map(({ name }) => name)).toEqual(['heard:c1']);
    expect(state.texts).toHaveLength(2);
  });

  test('of a question that a merge brought along is told by who asked it', () => {
    const carried = {
      acks: [],
      questions: [{ id: '2-9', at: at(0).toISOString(), by: ada, channel: paymentsId, people: [] }],
      channels: [],
      included: [],
      arrivedAt: at(0).toISOString(),
      createdAt: at(0).toISOString(),
      reminded: [],
    };
    const state = stateAfter(arrived(), [
      [{ kind: 'absorbed', from: 'incident:w:2', number: 7, carried }],
      { by: ben, texts: { 'question:2-9': 'Planned?' } },
    ]);
    expect(writtenBy(state, ada.oid)).toHaveLength(1);
    expect(writtenBy(state, ben.oid)).toEqual([]);
  });
});

test('why two closed it is told by whoever wanted it first, whose words it is', () => {
  const name = 'event:0/intent/change/classificationComment';
  const closed = intended({ status: 'Closed' }, {}, { by: ben, with: ada });
  const state = stateAfter(arrived(), [[closed], { by: ben, texts: { [name]: 'Ada (SOC, Teams): a test' } }]);
  expect(writtenBy(state, ada.oid)).toMatchObject([{ name }]);
  expect(writtenBy(state, ben.oid)).toEqual([]);
});

test('what is blank was erased, and what an entry erases is written no more', () => {
  const blank = said(ada, '', '2');
  const state = stateAfter(arrived(), blank, said(ada, 'two', '3'), said(ben, 'three', '4'));
  expect(oldestText(state)).toBe(at(3).toISOString());
  const event = erasing(writtenBy(state, ada.oid), 'request', ada);
  expect(event).toEqual({ kind: 'erased', why: 'request', of: ada, texts: [{ seq: 3, name: 'comment' }] });
  const after = stateAfter(arrived(), blank, said(ada, 'two', '3'), said(ben, 'three', '4'), [event]);
  expect(after.texts?.map(({ seq }) => seq)).toEqual([4]);
  expect(oldestText(stateAfter(arrived({ title: incident().title })))).toBeNull();
});

test('erasing is no act on the incident: it can’t be undone, and nobody has begun to work', () => {
  const state = stateAfter(arrived(), [[erasing([], 'request', ada)], { by: eve, texts: { reason: 'r' } }]);
  expect(state.lastAct).toBeUndefined();
  expect(state.firstActAt).toBeUndefined();
});
