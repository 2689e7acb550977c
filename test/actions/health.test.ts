/** How Muster itself is: who is told, and what can be decided from there, also for a channel's own log. */
import { describe, expect, test } from '@jest/globals';
import type { Facts, QueryAction } from '../../bot/actions/define.ts';
import type { Desk } from '../../bot/actions/desk.ts';
import { everything, isAboutLog, logForm, onLog } from '../../bot/actions/log-turns.ts';
import { type ChannelEvent, channelLogKey } from '../../bot/incidents/channel.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import type { TroubleEvent } from '../../bot/incidents/trouble.ts';
import { createJournal } from '../../bot/log/journal.ts';
import {
  type ChannelDraft,
  channels as channelKind,
  type IncidentDraft,
  incidents as incidentKind,
} from '../../bot/log/kinds.ts';
import { wordsOf } from '../../bot/words/words.ts';
import type { CardContext } from '../../cards/context.ts';
import {
  ada,
  arrived,
  at,
  connection,
  context,
  inPayments,
  overviewOf,
  paymentsId,
  place,
  stateAfter,
  teamChannel,
} from '../build.ts';
import { nodesOf, readable } from '../cards/walk.ts';
import { stillClock } from '../fakes/clock.ts';
import { fakeStore } from '../fakes/store.ts';
import { verb } from '../verbs.ts';

const words = wordsOf('en');
const look: CardContext = { words, language: 'en', zone: 'UTC', now: at(20), targets: context().targets };
const parked = (kind: string, id: string): TroubleEvent => ({
  kind: 'parked',
  effect: { id, kind },
  where: 'teams',
  since: at(1).toISOString(),
  why: 'refused',
  code: '400',
  error: 'the error',
});
const health = verb('health') as QueryAction;
const facts = (change: Partial<Facts> = {}): Facts => ({
  overview: overviewOf([]),
  view: 'all',
  hidden: 0,
  late: [],
  buttons: () => ({ front: [], more: [] }),
  health: { workspaces: [], services: [], incidents: [], channels: [], unreadable: [] },
  ...change,
});
const verbsOn = (card: object): unknown[] =>
  nodesOf(card as never).flatMap(({ type, data }) =>
    type === 'Action.Execute' || (type === 'Action.Submit' && (data as { msteams?: unknown }).msteams)
      ? [(data as { verb: string }).verb]
      : [],
  );

describe('health', () => {
  const incidents = [
    stateAfter(
      arrived(),
      [parked('details', '1.0') as IncidentEvent],
      [{ ...parked('reroute', '9.0'), kind: 'delayed', effect: '3.0', of: 'comments' } as IncidentEvent],
    ),
  ];
  const channels = [
    {
      ...teamChannel(paymentsId, {}),
      trouble: stateAfter(arrived(), [parked('backlog', '4.0') as IncidentEvent]).trouble,
    },
  ];
  const troubled = facts({ health: { ...facts().health!, incidents, channels } });

  test('says that everything is well where it is', () => {
    expect(readable(health.answer(facts(), {}, context(), look))).toContain('Everything is well.');
  });

  test('names what can’t be done and what is late, with what it is about', () => {
    const text = readable(health.answer(troubled, {}, context(), look));
    expect(text).toMatch(/2 things can’t be done and wait for somebody to decide\. 1 thing is late/);
    expect(text).toMatch(
      /#1042 Suspicious sign-in\nNot read from Sentinel: entities and alerts\. Teams refused it \(400\)\./,
    );
    expect(text).toMatch(/Muster’s own work for Payments\nNot in Teams: the list of what was already open\./);
    expect(text).not.toContain('the error');
  });

  test('lets analysts decide there, and administrators only look', () => {
    const verbs = (roles: ('analyst' | 'administrator')[]) =>
      verbsOn(health.answer(troubled, {}, context({ roles }), look));
    expect(verbs(['analyst'])).toEqual([
      'try again',
      'show',
      'try again',
      'drop',
      'try again',
      'drop',
      'show',
    ]);
    expect(verbs(['administrator'])).toEqual(['show', 'show']);
  });

  test('says nothing of it where others than the SOC read along', () => {
    const card = health.answer({ ...troubled, view: [paymentsId] }, {}, context(), look);
    expect(readable(card)).toBe('How Muster itself is concerns the SOC: look at it in our personal chat.');
  });

  test('names a channel that can’t be reached and how to mend that', () => {
    const lost = {
      ...teamChannel(paymentsId, {}),
      unreachable: { at: at(0).toISOString(), why: 'archived' as const },
    };
    const text = readable(health.answer(facts({ overview: overviewOf([], [lost]) }), {}, context(), look));
    expect(text).toMatch(/1 channel can’t be reached\./);
    expect(text).toMatch(/take the team out of the archive/);
  });
});

describe('what a channel’s own log could not do', () => {
  const logKey = channelLogKey(paymentsId);
  async function world() {
    const store = fakeStore();
    const journal = createJournal({
      log: store.log,
      clock: stillClock(at(20)),
      owner: 'me',
      leaseMs: 30_000,
    });
    const write = (key: string, events: ChannelEvent[]) =>
      journal.append(
        channelKind,
        logKey,
        (): ChannelDraft => ({ actor: { kind: 'muster' }, action: 'x', key, events, effects: [] }),
      );
    await write('met', [
      { kind: 'met', place: place(paymentsId) },
      { kind: 'connected', connection: connection({}), by: ada },
      parked('backlog', '1.0'),
    ]);
    const desk = {
      journal,
      channels: async () => [await journal.read(channelKind, logKey)],
    } as unknown as Desk;
    const decide = (verb: string, data: object, as = context()) =>
      onLog({ verb, log: logKey, effect: '1.0', ...data }, as, look, desk);
    return {
      desk,
      decide,
      write,
      last: async () => (await store.log.read(logKey)).at(-1)!,
      state: () => journal.read(channelKind, logKey),
    };
  }

  test('is told from an incident’s by the log that the button names', () => {
    expect(isAboutLog({ verb: 'drop', log: logKey })).toBe(true);
    expect(isAboutLog({ verb: 'drop', incident: 'x' })).toBe(false);
    expect(isAboutLog({ verb: 'close', log: logKey })).toBe(false);
  });

  test('is asked for anew in its log by the one who has it tried again', async () => {
    const { decide, last, state } = await world();
    expect(await decide('try again', {})).toContain('tried again for Payments');
    expect(await last()).toMatchObject({
      actor: { oid: ada.oid },
      action: 'try again',
      events: [{ kind: 'retried', effect: '1.0' }],
      effects: [{ kind: 'backlog', again: '1.0' }],
    });
    expect((await state()).trouble).toEqual({});
  });

  test('is dropped with the reason, which its form asks for', async () => {
    const { desk, decide, last } = await world();
    expect(await logForm({ log: logKey, effect: '1.0' }, context(), look, desk)).toMatchObject({
      heading: 'Payments',
      undone: ['Not in Teams: the list of what was already open.'],
    });
    expect(await decide('drop', { reason: 'told by hand' })).toContain('dropped for Payments');
    expect(await last()).toMatchObject({
      events: [{ kind: 'dropped', effect: '1.0' }],
      effects: [],
      texts: { reason: { text: 'told by hand' } },
    });
  });

  test('is tried again with everything else that waits, in one press', async () => {
    const { desk, decide, last, state } = await world();
    const incident = stateAfter(arrived(), [parked('details', '1.0') as IncidentEvent]);
    await desk.journal.append(
      incidentKind,
      incident.logKey,
      (): IncidentDraft => ({
        actor: { kind: 'muster' },
        action: 'x',
        key: 'x',
        events: [...arrived(), parked('details', '1.0') as IncidentEvent],
        effects: [],
      }),
    );
    const both = async () => ({
      ...facts().health!,
      incidents: [await desk.journal.read(incidentKind, incident.logKey)],
      channels: [await state()],
    });
    Object.assign(desk, { health: both });
    expect(await decide('try again', { log: everything, effect: undefined })).toContain(': 2.');
    expect((await last()).events).toEqual([{ kind: 'retried', effect: '1.0' }]);
    expect((await desk.journal.read(incidentKind, incident.logKey)).trouble).toEqual({});
    await expect(decide('try again', { log: everything, effect: undefined })).rejects.toMatchObject({
      word: 'nothingParkedThere',
    });
    await expect(decide('drop', { log: everything, reason: 'all of it' })).rejects.toMatchObject({
      word: 'nothingParkedThere',
    });
  });

  test('is decided once, by analysts, and only while it waits', async () => {
    const { decide, write, state } = await world();
    await expect(decide('try again', {}, inPayments())).rejects.toMatchObject({ word: 'needs.analyst' });
    await expect(decide('try again', { log: 'channel:elsewhere' })).rejects.toMatchObject({
      word: 'nothingParkedThere',
    });
    await decide('try again', {});
    const { seq } = await state();
    await decide('try again', {});
    expect((await state()).seq).toBe(seq);
    await write('again', [parked('backlog', '2.0')]);
    await expect(decide('drop', { reason: 'old card' })).rejects.toMatchObject({
      word: 'nothingParkedThere',
    });
  });
});
