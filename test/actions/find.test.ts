/** `find`, as people say it: what they get in each place, and what is noted of it. */
import { describe, expect, test } from '@jest/globals';
import { byNumbers } from '../../bot/actions/inquire.ts';
import { createSearchable } from '../../bot/actions/searchable.ts';
import { personLogKey } from '../../bot/incidents/person.ts';
import { people } from '../../bot/log/kinds.ts';
import { arrived, at, logKey, stateAfter } from '../build.ts';
import { nodesOf, readable } from '../cards/walk.ts';
import { handClock } from '../fakes/clock.ts';
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
      'I found nothing for “unicorns” among the incidents that are open or were closed in the last 90 days.',
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
  const state = stateAfter(arrived());
  function store() {
    const asked: object[] = [];
    const list = async (query: object) => {
      asked.push(query);
      return [{ logKey, kind: 'incident' as const, seq: 1, state }];
    };
    return { asked, list };
  }

  test('is read once for all who type within seconds, and then anew', async () => {
    const clock = handClock(at(0));
    const snapshots = store();
    const searchable = createSearchable(snapshots as never, clock);
    await Promise.all([searchable.recent(), searchable.recent()]);
    await searchable.recent();
    expect(snapshots.asked).toEqual([
      { kind: 'incident', open: true, closedSince: expect.stringMatching(/^2025-12-02/) },
    ]);
    await clock.pass(20_000);
    await searchable.recent();
    expect(snapshots.asked).toHaveLength(2);
  });

  test('is let go of once it is old', async () => {
    const clock = handClock(at(0));
    const snapshots = store();
    const searchable = createSearchable(snapshots as never, clock);
    const first = searchable.recent();
    await searchable.forget();
    expect(searchable.recent()).toBe(first);
    await clock.pass(20_000);
    await searchable.forget();
    expect(searchable.recent()).not.toBe(first);
  });

  test('is read again after it could not be read', async () => {
    let fails = true;
    const list = async () => {
      if (fails) throw new Error('away');
      return [];
    };
    const searchable = createSearchable({ list } as never, handClock(at(0)));
    await expect(searchable.recent()).rejects.toThrow('away');
    fails = false;
    expect(await searchable.recent()).toEqual([]);
  });

  test('by its number also what was closed long ago, once', async () => {
    const snapshots = store();
    expect(await byNumbers([1042, 1042], snapshots as never, [])).toEqual([state]);
    expect(await byNumbers([1042], snapshots as never, [state])).toEqual([]);
    expect(snapshots.asked[0]).toEqual({ kind: 'incident', number: 1042 });
  });
});
