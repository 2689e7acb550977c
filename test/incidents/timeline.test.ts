import { expect, test } from '@jest/globals';
import type { View } from '../../bot/incidents/audience.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import { emptyIncident, type IncidentEntry } from '../../bot/incidents/state.ts';
import { timeline } from '../../bot/incidents/timeline.ts';
import {
  ada,
  arrived,
  at,
  ben,
  entry,
  eve,
  intended,
  later,
  logKey,
  paymentsId,
  paymentsRoute,
  socId,
  socRoute,
  webshopId,
  webshopRoute,
} from '../build.ts';

function told(entries: IncidentEntry[], view: View) {
  const state = entries.reduce(foldIncident, emptyIncident(logKey));
  return timeline(state, entries, view);
}

const story = [
  entry(1, arrived({}, [socRoute, paymentsRoute, webshopRoute]), { actor: { kind: 'sentinel' } }),
  entry(2, [{ kind: 'commented', id: '2', by: ada, channel: socId }], {
    by: ada,
    texts: { comment: 'SOC only' },
  }),
  entry(3, [{ kind: 'commented', id: '3', by: ben, channel: paymentsId }], {
    by: ben,
    texts: { comment: 'ours' },
  }),
  entry(4, [{ kind: 'commented', id: '4', by: eve, channel: webshopId }], {
    by: eve,
    texts: { comment: 'theirs' },
  }),
  entry(5, [{ kind: 'shared', id: '5', by: ada }], { by: ada, texts: { share: 'for all' } }),
  entry(6, [{ kind: 'asked', id: '6', by: ada, channel: webshopId, people: [] }], {
    by: ada,
    texts: { question: 'webshop?' },
  }),
  entry(7, [intended({ status: 'Closed', classification: 'Undetermined', classificationComment: 'why' })], {
    by: ada,
  }),
  entry(8, [{ kind: 'handedBack', channel: webshopId, by: eve }], {
    by: eve,
    texts: { reason: 'not the shop' },
  }),
  entry(
    9,
    [
      { kind: 'takenBack', channel: webshopId },
      { kind: 'undone', seq: 8 },
    ],
    { by: eve },
  ),
  entry(10, [{ kind: 'acknowledged', channel: paymentsId, by: ben }], { by: ben }),
];

test('the SOC sees every line, in order, with who and when', () => {
  const lines = told(story, 'all');
  expect(lines.map((line) => line.key)).toEqual([
    'arrived',
    'routed',
    'commented',
    'commented',
    'commented',
    'shared',
    'asked',
    'status',
    'classification',
    'handedBack',
    'takenBack',
    'undone',
    'acknowledged',
  ]);
  expect(lines[0]).toMatchObject({ at: at(1).toISOString(), who: 'Sentinel' });
  expect(lines[3]).toMatchObject({ who: 'Ben', params: { where: 'Payments' }, text: 'ours' });
});

test('a team sees no SOC comment, no other team’s matter, and no classification', () => {
  const lines = told(story, [paymentsId]);
  expect(lines.map((line) => line.text).filter(Boolean)).toEqual(['ours', 'for all']);
  expect(lines.map((line) => line.key)).toEqual(['arrived', 'commented', 'shared', 'status', 'acknowledged']);
  expect(lines.map((line) => line.who)).not.toContain('Eve');
});

test('somebody in two teams sees both', () => {
  expect(
    told(story, [paymentsId, webshopId])
      .map((line) => line.text)
      .filter(Boolean),
  ).toEqual(['ours', 'theirs', 'for all', 'webshop?', 'not the shop']);
});

test('what changed in Sentinel is told field by field, from one version to the next', () => {
  const lines = told(
    [
      entry(1, arrived()),
      entry(2, [
        {
          kind: 'changed',
          incident: later({
            status: 'Active',
            severity: 'High',
            owner: { name: 'Ada' },
            title: 'New title',
            alertsCount: 2,
            commentsCount: 3,
          }),
        },
      ]),
      entry(3, [
        {
          kind: 'changed',
          incident: later({
            etag: '"3"',
            status: 'Active',
            severity: 'High',
            title: 'New title',
            alertsCount: 2,
            commentsCount: 3,
          }),
        },
      ]),
      entry(4, [
        {
          kind: 'changed',
          incident: later({
            etag: '"4"',
            status: 'Active',
            severity: 'High',
            title: 'New title',
            alertsCount: 2,
            commentsCount: 3,
          }),
        },
      ]),
    ],
    'all',
  );
  expect(lines.map((line) => line.key)).toEqual([
    'arrived',
    'routed',
    'status',
    'severity',
    'owner',
    'renamed',
    'alerts',
    'comments',
    'noOwner',
    'changed',
  ]);
});

test('a merge is told in both histories, to everybody, by the numbers', () => {
  const carried = {
    acks: [],
    questions: [],
    channels: [],
    included: [],
    arrivedAt: at().toISOString(),
    createdAt: at().toISOString(),
    reminded: [],
  };
  const entries = [
    entry(1, arrived()),
    entry(2, [{ kind: 'mergedInto', into: 'incident:w:x', number: 1301, title: 'Other' }]),
    entry(3, [{ kind: 'absorbed', from: 'incident:w:y', number: 1234, carried }]),
  ];
  expect(told(entries, [paymentsId]).slice(1)).toMatchObject([
    { who: 'Muster', key: 'mergedInto', params: { number: '1301' } },
    { who: 'Muster', key: 'absorbed', params: { number: '1234' } },
  ]);
});

test('an erased text leaves the line and an empty text', () => {
  expect(
    told([entry(1, arrived()), entry(2, [{ kind: 'shared', id: '2', by: ada }], { by: ada })], 'all').at(-1),
  ).toMatchObject({ key: 'shared', text: '' });
});

test('a comment in Sentinel is told to the SOC alone, by its author and at its own time', () => {
  const heard = entry(
    2,
    [{ kind: 'heard', id: 'c1', author: { name: 'Cleo' }, at: '2026-03-02T09:58:00.1234567Z' }],
    { actor: { kind: 'sentinel' }, texts: { 'heard:c1': 'Look here' } },
  );
  const story = [entry(1, arrived()), heard];
  expect(told(story, 'all').at(-1)).toEqual({
    at: '2026-03-02T09:58:00.123Z',
    who: 'Cleo',
    key: 'heard',
    params: {},
    text: 'Look here',
  });
  expect(told(story, [paymentsId]).map((line) => line.key)).not.toContain('heard');
});

test('an edited message is told with its old and its new words; a deleted one without any', () => {
  const edits = [
    entry(1, arrived()),
    entry(2, [{ kind: 'commented', id: '2', by: ben, channel: paymentsId, thread: true, message: 'm' }], {
      by: ben,
      texts: { comment: 'one' },
    }),
    entry(3, [{ kind: 'edited', id: '3', remark: '2' }], { by: ben, texts: { edit: 'two' } }),
    entry(4, [{ kind: 'edited', id: '4', remark: '2' }], { by: ben, texts: { edit: 'three' } }),
  ];
  const lines = (entries: IncidentEntry[], view: View = [paymentsId]) =>
    told(entries, view)
      .slice(1)
      .map(({ who, key, text }) => [who, key, text]);
  expect(lines(edits)).toEqual([
    ['Ben', 'commented', 'one'],
    ['Ben', 'edited', 'one → two'],
    ['Ben', 'edited', 'two → three'],
  ]);
  expect(lines(edits, [webshopId])).toEqual([]);
  const deleted = [...edits, entry(5, [{ kind: 'deleted', id: '5', remark: '2' }], { by: ben })];
  expect(lines(deleted)).toEqual([
    ['Ben', 'commentedDeleted', undefined],
    ['Ben', 'edited', undefined],
    ['Ben', 'edited', undefined],
    ['Ben', 'deleted', undefined],
  ]);
});

test('that Sentinel takes no more comments is told once, to everybody', () => {
  const story = [
    entry(1, arrived()),
    entry(2, [{ kind: 'commentsEnded', refused: 'a' }]),
    entry(3, [{ kind: 'commentsEnded', refused: 'b' }]),
  ];
  expect(told(story, [paymentsId]).filter((line) => line.key === 'commentsEnded')).toHaveLength(1);
});
