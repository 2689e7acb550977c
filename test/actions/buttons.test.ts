import { describe, expect, test } from '@jest/globals';
import { buttonsFor } from '../../bot/actions/buttons.ts';
import { actions } from '../../bot/actions/index.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { wordsOf } from '../../bot/words/words.ts';
import {
  ada,
  arrived,
  at,
  ben,
  intended,
  later,
  logKey,
  paymentsId,
  socId,
  socRoute,
  stateAfter,
} from '../build.ts';

const look = { words: wordsOf('en'), now: at(10) };
const soc = (state: IncidentState) => buttonsFor(actions, state, 'soc', socId, look);
const team = (state: IncidentState) => buttonsFor(actions, state, 'team', paymentsId, look);
const verbs = (buttons: { verb: string }[]) => buttons.map(({ verb }) => verb);
const all = ({ front, more }: ReturnType<typeof soc>) => verbs([...front, ...more]);

describe('the buttons of a card', () => {
  test('three are in front, by rank, and the rest under More, with the history and the report last', () => {
    const { front, more } = soc(stateAfter(arrived()));
    expect(verbs(front)).toEqual(['acknowledge', 'comment', 'close']);
    expect(verbs(more)).toEqual([
      ...['assign', 'take', 'ask', 'propose', 'share', 'severity', 'tag'],
      ...['history', 'report'],
    ]);
  });

  test('a team gets what a team may do', () => {
    expect(all(team(stateAfter(arrived())))).toEqual([
      'acknowledge',
      'comment',
      'assign',
      'take',
      'not ours',
      'history',
    ]);
  });

  test('of a closed incident are few', () => {
    const closed = stateAfter(arrived({ status: 'Closed' }));
    expect(all(soc(closed))).toEqual(['reopen', 'comment', 'share', 'history', 'report']);
    expect(all(team(closed))).toEqual(['comment', 'history']);
  });

  test('what is done already has none, for that channel', () => {
    const state = stateAfter(arrived({ owner: { name: 'Ben' } }), [
      { kind: 'acknowledged', channel: socId, by: ada },
    ]);
    expect(all(soc(state))).not.toContain('acknowledge');
    expect(all(soc(state))).not.toContain('take');
    expect(all(soc(state))).toContain('release');
    expect(all(team(state))).toContain('acknowledge');
  });

  test('with no team concerned there is nobody to ask and to share with; what was handed back is not handed back again', () => {
    expect(all(soc(stateAfter(arrived({}, [socRoute]))))).not.toEqual(expect.arrayContaining(['ask']));
    expect(all(soc(stateAfter(arrived({}, [socRoute]))))).not.toEqual(expect.arrayContaining(['share']));
    const back = stateAfter(arrived(), [[{ kind: 'handedBack', channel: paymentsId, by: ben }], { by: ben }]);
    expect(all(team(back))).not.toContain('not ours');
  });

  test('undo is there for five minutes after an act that can be undone', () => {
    const acted = (action: string, minute: number) =>
      stateAfter(arrived(), [
        [intended({ severity: 'Low' })],
        { by: ada, action, at: at(minute).toISOString() },
      ]);
    expect(all(soc(acted('severity', 6)))).toContain('undo');
    expect(all(soc(acted('severity', 5)))).not.toContain('undo');
    expect(all(soc(acted('comment', 9)))).not.toContain('undo');
    expect(all(soc(acted('undo', 9)))).not.toContain('undo');
  });

  test('carry the incident and the last act that they were made after, and open a dialog where there is one', () => {
    const acted = stateAfter(
      arrived(),
      [[intended({ severity: 'Low' })], { by: ada }],
      [{ kind: 'changed', incident: later({ severity: 'Low' }) }],
    );
    const [acknowledge, comment] = soc(acted).front;
    expect(acknowledge).toMatchObject({
      data: { incident: logKey, rev: '2', from: 'card' },
      dialog: false,
      style: 'positive',
    });
    expect(comment).toMatchObject({ dialog: true, style: 'default' });
  });

  test('are none in a channel that the incident no longer concerns', () => {
    const gone = stateAfter(arrived(), [{ kind: 'routed', routes: [socRoute] }]);
    expect(all(team(gone))).toEqual([]);
  });
});

test('what a button would do is never refused for the state that it is shown in', () => {
  const states = [
    stateAfter(arrived()),
    stateAfter(arrived({ status: 'Closed' })),
    stateAfter(arrived({ status: 'Active', owner: { name: 'Ben' } })),
    stateAfter(arrived({}, [socRoute])),
  ];
  const refusedWhen: Record<string, string[]> = {
    Closed: ['acknowledge', 'take', 'assign', 'release', 'severity', 'ask', 'close', 'not ours'],
  };
  for (const state of states)
    for (const verb of [...all(soc(state)), ...all(team(state))])
      expect(refusedWhen[state.seen?.status ?? ''] ?? []).not.toContain(verb);
});
