import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writtenBy } from '../../bot/incidents/texts.ts';
import { createJournal } from '../../bot/log/journal.ts';
import { type IncidentDraft, incidents } from '../../bot/log/kinds.ts';
import { isOwn, lifted, putBack } from '../../bot/log/lifted.ts';
import { plainVersion } from '../../bot/log/versions.ts';
import { ada, arrived, at, ben, intended, later, logKey } from '../build.ts';
import { stillClock } from '../fakes/clock.ts';
import { fakeStore } from '../fakes/store.ts';

const why = 'Ada (SOC, Teams): CANARY';
const closing = intended({ status: 'Closed', classification: 'Undetermined', classificationComment: why });
const synced = later({ status: 'Closed', classificationComment: why });

const withSalts = (texts: Record<string, string>) =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { text, salt: 's' }]));

describe('why an incident was closed', () => {
  test('is taken out of events, wherever it stands, and put back', () => {
    const events = [closing, { kind: 'changed' as const, incident: synced }];
    const { events: rest, texts } = lifted(events);
    expect(JSON.stringify(rest)).not.toContain('CANARY');
    expect(texts).toEqual({
      'event:0/intent/change/classificationComment': why,
      'event:1/incident/classificationComment': why,
    });
    expect(Object.keys(texts).map(isOwn)).toEqual([true, false]);
    expect(putBack({ events: rest, texts: withSalts(texts) }).events).toEqual(events);
    expect(JSON.stringify(events)).toContain('CANARY');
  });

  test('is empty once it is erased', () => {
    const { events, texts } = lifted([closing]);
    const names = Object.keys(texts).map((name) => [name, { text: '', salt: '' }]);
    expect(putBack({ events, texts: Object.fromEntries(names) }).events).toEqual([
      intended({ status: 'Closed', classification: 'Undetermined', classificationComment: '' }),
    ]);
  });

  test('goes out and back in whatever events there are', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        fc.string(),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('classificationComment', 'a', 'b'), tie('any'), { maxKeys: 3 }),
      ),
    })).any;
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (given) => {
        const before = JSON.parse(JSON.stringify(given));
        const { events, texts } = lifted(given as never[]);
        expect(putBack({ events, texts: withSalts(texts) }).events).toEqual(before);
        expect(given).toEqual(before);
      }),
    );
  });
});

async function log() {
  const store = fakeStore();
  const replica = (owner: string) =>
    createJournal({ log: store.log, clock: stillClock(at(0)), owner, leaseMs: 1 });
  const one = replica('one');
  const write = (events: IncidentDraft['events'], actor: IncidentDraft['actor'], key: string) =>
    one.append(incidents, logKey, (): IncidentDraft => ({ actor, action: 'x', key, events, effects: [] }));
  await write(arrived(), { kind: 'sentinel' }, 'k1');
  await write([closing], { kind: 'person', ...ada }, 'k2');
  await write([{ kind: 'synced', intents: ['i'], incident: synced }], { kind: 'muster' }, 'k3');
  return { store, one, two: replica('two') };
}

describe('in a log', () => {
  test('it stands with the texts and nowhere else, in entries that an older Muster leaves alone', async () => {
    const { store } = await log();
    const entries = await store.log.read(logKey);
    expect(JSON.stringify(entries.map(({ texts: _texts, ...rest }) => rest))).not.toContain('CANARY');
    expect(entries.map(({ v }) => v)).toEqual([plainVersion, plainVersion + 1, plainVersion + 1]);
  });

  test('every replica sees it, from memory and from the store', async () => {
    const { one, two } = await log();
    expect((await one.read(incidents, logKey, false)).seen?.classificationComment).toBe(why);
    expect(await two.read(incidents, logKey)).toEqual(await one.read(incidents, logKey));
    expect((await two.entries(logKey))[1]?.events).toEqual([closing]);
  });

  test('it is by whoever closed it here, also where Sentinel tells it back', async () => {
    const { one } = await log();
    const state = await one.read(incidents, logKey);
    expect(writtenBy(state, ada.oid).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(writtenBy(state, ben.oid)).toEqual([]);
  });
});
