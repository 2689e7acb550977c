/** `find`, as people say it: what they get in each place, and what is noted of it. */
import { describe, expect, test } from '@jest/globals';
import { byNumbers } from '../../bot/actions/inquire.ts';
import { createSearchable } from '../../bot/actions/searchable.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { personLogKey } from '../../bot/incidents/person.ts';
import { current, incidentLogKey } from '../../bot/incidents/state.ts';
import { createJournal } from '../../bot/log/journal.ts';
import { incidents, people } from '../../bot/log/kinds.ts';
import { arrived, at, incident, logKey, stateAfter } from '../build.ts';
import { nodesOf, readable } from '../cards/walk.ts';
import { handClock } from '../fakes/clock.ts';
import { fakeStore } from '../fakes/store.ts';
import {
  analyst,
  type Company,
  company,
  otherMember,
  type PlaceName,
  type Premises,
  places,
  type Somebody,
  teamMember,
} from '../rights/company.ts';

async function says(there: Company, who: Somebody, where: PlaceName, text: string) {
  const reply = await there.does(who, places[where], 'typed', {}, text);
  if (reply.kind !== 'post') throw new Error(`This is no message: ${JSON.stringify(reply)}`);
  return { here: readable(reply.card), card: reply.card, alone: reply.alone && readable(reply.alone) };
}

describe('somebody who looks for an incident', () => {
  test.each([
    'find suspicious',
    'search suspicious',
    'suche suspicious',
    'finde suspicious',
    'find 1042',
    'find',
  ])('by “%s” gets a list with a button that shows it', async (text) => {
    const { here, card } = await says(await company(), analyst, 'SOC', text);
    expect(here).toMatch(/^1 (?:open )?incident(?: found)?\n#1042 Suspicious sign-in/);
    expect(nodesOf(card).flatMap(({ data }) => (data ? [data] : []))).toContainEqual({
      verb: 'show',
      incident: logKey,
    });
  });

  test('finds nothing, and is told what can be said', async () => {
    const { here } = await says(await company(), analyst, 'SOC', 'find unicorns');
    expect(here).toContain(
      'I found nothing for “unicorns” among the incidents that are open or were closed in the last 30 days.',
    );
    expect(here).toMatch(/You can search by number/);
  });

  test('gets in a group chat what everybody there may see, and the rest alone', async () => {
    const { here, alone } = await says(await company(), analyst, 'elsewhere', 'find 1042');
    expect([here.includes('Suspicious'), alone?.includes('Suspicious')]).toEqual([false, true]);
    // The same is said there of what is not there at all.
    const none = await says(await company(), analyst, 'elsewhere', 'find 1043');
    expect(none.here).toBe(here.replace('1042', '1043'));
    expect(here).toContain('What not everybody here may see, I show you in our own chat.');
  });
});

test('somebody who looks for a number that they may not see is answered as if there were none, and noted', async () => {
  const noted = async (text: string) => {
    const there = (await company()) as Premises;
    const { here } = await says(there, otherMember, 'other team', text);
    await there.core.noted();
    const { lately } = await there.core.journal.read(people, personLogKey(otherMember.oid));
    return [here.includes('I found nothing for'), lately?.refused?.length ?? 0];
  };
  expect(await noted('find 1042')).toEqual([true, 1]);
  expect(await noted('find 4711')).toEqual([true, 0]);
  expect(await noted('find suspicious')).toEqual([true, 0]);
});

test('a person who types for a message is counted apart from their buttons', async () => {
  const there = await company();
  for (let i = 0; i < 130; i++) await there.does(teamMember, places.team, 'find', { text: 'x' });
  const reply = await there.does(teamMember, places.team, 'find', { text: 'suspicious' });
  expect(reply).toMatchObject({ kind: 'tell', text: expect.stringMatching(/more than Muster takes/) });
  const { here } = await says(there, teamMember, 'team', 'open');
  expect(here).toContain('Suspicious');
});

describe('what is searched while people type', () => {
  const other = incidentLogKey('sub~rg-soc~ws-soc', '99999999-2222-4333-8444-555555555555');
  /** Two incidents, of which a journal knows more than the snapshots did when they were read. */
  async function memory() {
    const clock = handClock(at(0));
    const { log } = fakeStore();
    const journal = createJournal({ log, clock, owner: 'r1', leaseMs: 30_000 });
    const asked: object[] = [];
    let fails = false;
    const happens = (logKey: string, events: IncidentEvent[]) =>
      journal.append(incidents, logKey, ({ seq }) => ({
        actor: { kind: 'sentinel' },
        action: 'happened',
        key: `happened:${seq}`,
        events,
        effects: [],
      }));
    const snapshotOf = async (logKey: string) => {
      const state = await journal.read(incidents, logKey);
      return { logKey, kind: 'incident' as const, seq: state.seq, state: structuredClone(state) };
    };
    await happens(logKey, arrived());
    const first = [await snapshotOf(logKey)];
    const snapshots = {
      async list(query: object) {
        asked.push(query);
        if (fails) throw new Error('away');
        return first;
      },
      async heads(since?: Date) {
        asked.push({ since });
        if (fails) throw new Error('away');
        const states = await Promise.all([logKey, other].map((key) => journal.read(incidents, key)));
        const heads = states
          .filter(({ seq }) => seq > 0)
          .map((one) => ({ logKey: one.logKey, seq: one.seq, hash: one.head }));
        return [...heads, { logKey: 'person:x', seq: 9, hash: 'h' }];
      },
    };
    const searchable = createSearchable({ snapshots: snapshots as never, journal, clock });
    const numbers = async () =>
      (await searchable.recent()).map((state) => [current(state).number, current(state).title]);
    return { clock, asked, searchable, happens, numbers, fail: (now: boolean) => (fails = now) };
  }

  test('is read once for all who type within seconds, and without what people wrote', async () => {
    const { asked, searchable } = await memory();
    const [[state], [again]] = await Promise.all([searchable.recent(), searchable.recent()]);
    expect(again).toBe(state);
    await searchable.recent();
    expect(asked).toEqual([
      { kind: 'incident', open: true, closedSince: expect.stringMatching(/^2026-01-31/) },
    ]);
    expect(JSON.stringify(state)).not.toMatch(/digests|description/);
  });

  test('follows what changed and what is new, and reads no more than that', async () => {
    const { clock, asked, numbers, happens } = await memory();
    expect(await numbers()).toEqual([[1042, 'Suspicious sign-in']]);
    await happens(logKey, [{ kind: 'changed', incident: incident({ title: 'Renamed' }) }] as never);
    await happens(other, arrived({ number: 7, title: 'New', id: '99999999-2222-4333-8444-555555555555' }));
    await clock.pass(6000);
    expect(await numbers()).toEqual([
      [1042, 'Renamed'],
      [7, 'New'],
    ]);
    expect(asked.map((one) => Object.keys(one)[0])).toEqual(['kind', 'since']);
    expect(asked[1]).toEqual({ since: at(-1) });
  });

  test('goes on with what is known once the store is back, and begins anew where nothing was', async () => {
    const { clock, asked, numbers, fail, searchable } = await memory();
    fail(true);
    await expect(searchable.recent()).rejects.toThrow('away');
    fail(false);
    expect(await numbers()).toHaveLength(1);
    fail(true);
    await clock.pass(6000);
    await expect(searchable.recent()).rejects.toThrow('away');
    fail(false);
    expect(await numbers()).toHaveLength(1);
    expect(asked.map((one) => Object.keys(one)[0])).toEqual(['kind', 'kind', 'since', 'since']);
  });

  test('is let go of once nobody searches any more', async () => {
    const { clock, asked, numbers, searchable } = await memory();
    await numbers();
    await searchable.forget();
    await clock.pass(6000);
    await numbers();
    await clock.pass(121_000);
    await searchable.forget();
    await numbers();
    expect(asked.map((one) => Object.keys(one)[0])).toEqual(['kind', 'since', 'kind']);
  });

  test('by its number also what was closed long ago, once', async () => {
    const state = stateAfter(arrived());
    const asked: object[] = [];
    const list = async (query: object) => {
      asked.push(query);
      return [{ logKey, kind: 'incident' as const, seq: 1, state }];
    };
    expect(await byNumbers([1042, 1042], { list } as never, [])).toEqual([state]);
    expect(await byNumbers([1042], { list } as never, [state])).toEqual([]);
    expect(asked[0]).toEqual({ kind: 'incident', number: 1042 });
  });
});
