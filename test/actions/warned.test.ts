/** Whoever closes an incident is warned of what stays contained on it, and on what was merged into it. */
import { expect, test } from '@jest/globals';
import type { Reply } from '../../bot/actions/asked.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { incidentLogKey } from '../../bot/incidents/state.ts';
import { type IncidentDraft, incidents } from '../../bot/log/kinds.ts';
import {
  arrived,
  entity,
  incident,
  logKey,
  paymentsId,
  paymentsRoute,
  redirected,
  socRoute,
} from '../build.ts';
import { readable } from '../cards/walk.ts';
import { analyst, analystToo, places, premises, type Somebody } from '../rights/company.ts';

const otherId = '22222222-2222-4333-8444-555555555555';
const otherKey = incidentLogKey('sub~rg-soc~ws-soc', otherId);

const contained: IncidentEvent[] = [
  { kind: 'detailed', entities: [entity('Host', 'pay-01')], alerts: [] },
  {
    kind: 'proposed',
    id: '2',
    by: analyst,
    channel: paymentsId,
    measure: 'isolateHost',
    entities: ['Host:pay-01'],
    due: '2026-03-02T11:00:00.000Z',
    onSilence: 'hold',
    rule: { who: ['team'], people: 1 },
  },
  { kind: 'settled', check: '2', as: 'agreed', channel: paymentsId },
  { kind: 'outcomeTold', check: '2', by: analyst, as: 'done', channel: paymentsId },
];

/** #1042, on which a host is contained, lives on in #1301. */
async function company() {
  const world = await premises();
  const happened = (key: string, name: string, events: IncidentEvent[]) =>
    world.core.journal.append(
      incidents,
      key,
      (): IncidentDraft => ({ actor: { kind: 'sentinel' }, action: name, key: name, events, effects: [] }),
    );
  await happened(logKey, 'arrived', [...arrived(), ...contained]);
  await happened(logKey, 'merged', [
    { kind: 'changed', incident: redirected() },
    { kind: 'mergedInto', into: otherKey, number: 1301, title: 'Survivor' },
  ]);
  await happened(otherKey, 'arrived', [
    { kind: 'arrived', incident: incident({ id: otherId, number: 1301, title: 'Survivor' }), backlog: false },
    { kind: 'routed', routes: [socRoute, paymentsRoute] },
    {
      kind: 'absorbed',
      from: logKey,
      number: 1042,
      carried: {
        ...{ acks: [], questions: [], channels: [paymentsId], included: [], reminded: [] },
        ...{ arrivedAt: '2026-03-02T10:00:00.000Z', createdAt: '2026-03-02T10:00:00.000Z' },
      },
    },
  ]);
  const words = (reply: Reply): string => ('card' in reply ? readable(reply.card) : '');
  return {
    happened,
    types: async (who: Somebody, where: keyof typeof places, text: string) =>
      words(await world.does(who, places[where], 'typed', {}, text)),
    fills: async (sure?: 'yes') => {
      const data = {
        verb: 'close',
        incident: otherKey,
        outcome: 'Undetermined',
        comment: 'done',
        nonce: `${sure}`,
      };
      return words(await world.does(analyst, places.SOC, 'submit', { ...data, ...(sure && { sure }) }));
    },
    isClosed: async () => (await world.core.journal.read(incidents, otherKey)).pending.length > 0,
  };
}

test('of what was merged into it by its number, and it is not closed before that was seen', async () => {
  const { types, fills, isClosed } = await company();
  expect(await types(analyst, 'SOC', 'close 1301')).toContain(
    'Still contained: Isolate the host: pay-01 (#1042, merged into it). Closing the incident does not lift it.',
  );
  expect(await fills()).toContain('Still contained: Isolate the host: pay-01 (#1042, merged into it)');
  expect(await isClosed()).toBe(false);
  await fills('yes');
  expect(await isClosed()).toBe(true);
});

test('no more once it was lifted where it was done', async () => {
  const { happened, types } = await company();
  await happened(logKey, 'lifted', [{ kind: 'lifted', check: '2', by: analyst, channel: paymentsId }]);
  expect(await types(analyst, 'SOC', 'close 1301')).not.toMatch(/contained/i);
});

test('without names where not everybody may know them', async () => {
  const { types } = await company();
  const told = await types(analystToo, 'team', 'close 1301');
  expect(told).toContain('Something is still contained.');
  expect(told).not.toMatch(/pay-01|Isolate/);
});
