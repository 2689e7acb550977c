import { expect, test } from '@jest/globals';
import { keptOf } from '../../bot/incidents/kept.ts';
import { ada, arrived, paymentsId, stateAfter } from '../build.ts';

test('a snapshot stays small however much was said, and keeps what lists ask for', () => {
  const long = 'x'.repeat(20_000);
  const state = stateAfter(
    arrived(),
    [[{ kind: 'asked', id: 'q', by: ada, channel: paymentsId, people: [] }], { texts: { question: long } }],
    [
      [{ kind: 'answered', id: 'a', question: 'q', by: ada, channel: paymentsId }],
      { texts: { answer: long } },
    ],
    [
      [{ kind: 'closingWanted', id: 'w', classification: 'Undetermined', by: ada }],
      { texts: { comment: long } },
    ],
    ...Array.from({ length: 400 }, (_, i): Parameters<typeof stateAfter>[0] => [
      [{ kind: 'commented', id: `c${i}`, by: ada, channel: paymentsId }],
      { texts: { comment: long } },
    ]),
  );
  const kept = keptOf(state);
  expect(JSON.stringify(kept).length).toBeLessThan(50_000);
  expect(kept).toMatchObject({ seen: state.seen, routes: state.routes });
  expect(kept.wantedClosing).toMatchObject({ id: 'w', by: ada });
  expect(kept.questions).toHaveLength(1);
  expect(kept.questions[0]?.answers).toHaveLength(1);
  expect(state.remarks[0]?.text).toHaveLength(20_000);
});
