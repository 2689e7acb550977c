import { describe, expect, test } from '@jest/globals';
import { erase } from '../../bot/actions/erase.ts';
import { Refused } from '../../bot/errors.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { ada, arrived, ben, context, eve, socId, stateAfter } from '../build.ts';

const state = stateAfter(
  arrived(),
  [[{ kind: 'commented', id: '2', by: ben, channel: socId }], { by: ben, texts: { comment: 'one' } }],
  [[{ kind: 'commented', id: '3', by: ada, channel: socId }], { by: ada, texts: { comment: 'two' } }],
);
const decide = (of: IncidentState, where: string, oid = ben.oid) =>
  erase.on === 'incident'
    ? erase.decide(of, { person: oid, where, reason: 'request 17' }, context({ actor: eve }))
    : undefined;

describe('erase', () => {
  test('is for administrators alone, also on what was merged or deleted', () => {
    expect(erase).toMatchObject({ who: ['administrator'], onMerged: true, onDeleted: true });
  });

  test('names the person’s texts and no other, why, and never what they say', () => {
    const decision = decide(state, 'here');
    expect(decision).toEqual({
      events: [
        {
          kind: 'erased',
          why: 'request',
          of: { oid: ben.oid, name: 'Ben' },
          texts: [{ seq: 2, name: 'comment' }],
        },
      ],
      effects: [{ kind: 'erase' }],
      texts: { reason: 'request 17' },
      say: { key: 'erase.here', params: { number: '1042', name: 'Ben', texts: '1' } },
    });
  });

  test('everywhere asks for all other logs as well, also where there is nothing here', () => {
    const everywhere = { kind: 'erase.everywhere', of: { oid: ben.oid, name: 'Ben' } };
    expect(decide(state, 'everywhere')?.effects).toEqual([{ kind: 'erase' }, everywhere]);
    expect(decide(state, 'everywhere', eve.oid)?.effects).toHaveLength(2);
  });

  test('refuses where there is nothing of that person', () => {
    expect(() => decide(state, 'here', eve.oid)).toThrow(Refused);
  });
});
