/** Drills: with whom, what the SOC is told of how they went, and that nothing of them is Sentinel's. */
import { describe, expect, test } from '@jest/globals';
import { rerouted } from '../../bot/actions/automatic/seen.ts';
import { type ChannelEvent, type ChannelState, foldChannel } from '../../bot/incidents/channel.ts';
import { isPlayed, stepsOf } from '../../bot/incidents/drill-report.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { isPractice, practiceIncident, practiceLogKey } from '../../bot/incidents/practice.ts';
import { isIncidentLogKey } from '../../bot/incidents/state.ts';
import { createJournal } from '../../bot/log/journal.ts';
import { incidents } from '../../bot/log/kinds.ts';
import { withPractice } from '../../bot/practice.ts';
import { wordsOf } from '../../bot/words/words.ts';
import {
  ada,
  at,
  ben,
  intended,
  logKey,
  paymentsId,
  paymentsRoute,
  placeContext,
  socChannel,
  socRoute,
  stateAfter,
  teamChannel,
  webshopId,
} from '../build.ts';
import { createFakeSentinel } from '../fakes/sentinel.ts';
import { fakeStore } from '../fakes/store.ts';
import { channelVerb } from '../verbs.ts';

const { decide } = channelVerb('drill');
const words = wordsOf('en');
const payments = teamChannel(paymentsId, { hosts: ['pay-*'] });
const webshop = teamChannel(webshopId, { hosts: ['web-*'] }, { name: 'Webshop' });
const others = [socChannel(), payments, webshop];
const wanted = (of: string, state: ChannelState = socChannel(), channels = others) =>
  decide(state, { of }, placeContext({ others: channels }));

describe('a drill', () => {
  test.each(['payments', 'Pay', '#Payments'])('is with the team that is called %s', (of) => {
    const { events, effects } = wanted(of);
    expect(events).toMatchObject([{ kind: 'drillBegan', channel: paymentsId, name: 'Payments', by: ada }]);
    expect(effects).toEqual([{ kind: 'drill.play', drill: '2' }]);
  });

  test('is with nobody where no team, or more than one, is meant', () => {
    expect(() => wanted('')).toThrow('drillWhich');
    expect(() => wanted('orders')).toThrow('drillUnknown');
    const webinar = teamChannel('19:w', { hosts: ['w'] }, { name: 'Webinars' });
    expect(() => wanted('web', socChannel(), [...others, webinar])).toThrow('drillUnknown');
  });

  test('begins in the SOC’s channel only, and one at a time with each team', () => {
    expect(() => wanted('payments', payments)).toThrow('drillInSoc');
    const going = (...more: ChannelEvent[]) =>
      foldChannel(socChannel(), {
        events: [...wanted('payments').events, ...more],
        seq: 2,
        at: at().toISOString(),
        texts: {},
        effects: [],
      } as never);
    expect(() => wanted('payments', going())).toThrow('drillRunning');
    expect(wanted('webshop', going()).events).toHaveLength(1);
    expect(wanted('payments', going({ kind: 'drillEnded', id: '2' })).events).toHaveLength(1);
  });
});

describe('how it went', () => {
  const asked: IncidentEvent = { kind: 'asked', id: '2', by: ada, channel: paymentsId, people: [] };
  const played = (...more: Parameters<typeof stateAfter>) =>
    stateAfter(
      [
        { kind: 'arrived', incident: stateAfter(...more).seen ?? practice(), backlog: false },
        { kind: 'routed', routes: [socRoute, paymentsRoute] },
      ],
      [[asked], { texts: { question: 'Would you?' } }],
      ...more,
    );
  const practice = () =>
    practiceIncident(practiceLogKey('channel:soc', '7'), '7', { title: 't', description: 'd', at: '' });

  test('names what nobody has done', () => {
    expect(stepsOf(played(), paymentsId, words)).toEqual([{ what: 'acknowledge' }, { what: 'answer' }]);
    expect(isPlayed(played(), paymentsId)).toBe(false);
  });

  test('names who did what, and after how long', () => {
    const state = played(
      [{ kind: 'acknowledged', channel: paymentsId, by: ben }],
      [
        [{ kind: 'answered', id: '4', question: '2', by: ben, channel: paymentsId }],
        { texts: { answer: 'No' } },
      ],
    );
    expect(stepsOf(state, paymentsId, words)).toEqual([
      { what: 'acknowledge', by: ben, after: 2 * 60_000 },
      { what: 'answer', by: ben, after: 3 * 60_000, said: 'No' },
    ]);
    expect(isPlayed(state, paymentsId)).toBe(true);
  });

  test('is told at once where somebody closes it', () => {
    expect(isPlayed(played([intended({ status: 'Closed' })]), paymentsId)).toBe(true);
  });
});

describe('a practice incident', () => {
  const key = practiceLogKey('channel:soc', '7');

  test('is one, by its log, and no other is', () => {
    expect([isPractice(key), isIncidentLogKey(key), isPractice(logKey)]).toEqual([true, true, false]);
    expect(practiceLogKey('channel:soc', '7')).toBe(key);
    expect(practiceLogKey('channel:soc', '8')).not.toBe(key);
  });

  test('stays with the team that practises, whatever that team owns', () => {
    const incident = practiceIncident(key, '7', { title: 't', description: '', at: at().toISOString() });
    const events: IncidentEvent[] = [
      { kind: 'arrived', incident, backlog: false },
      { kind: 'routed', routes: [paymentsRoute] },
    ];
    const state = { ...stateAfter(events), logKey: key };
    expect(rerouted(state, state.seen!, { channels: others })).toEqual([]);
  });

  test('is changed at once, and Sentinel is not asked', async () => {
    const clock = { now: () => at(1), wait: async () => {} };
    const store = fakeStore();
    const journal = createJournal({ log: store.log, clock, owner: 'one', leaseMs: 1000 });
    const sentinel = createFakeSentinel({ workspaces: ['sub~rg-soc~ws-soc'], now: clock.now });
    const port = withPractice(sentinel, journal, clock);
    const incident = practiceIncident(key, '7', { title: 't', description: 'd', at: at().toISOString() });
    const events: IncidentEvent[] = [{ kind: 'arrived', incident, backlog: false }];
    await journal.append(incidents, key, () => ({
      actor: { kind: 'muster' },
      action: 'practised',
      key: 'practice',
      events,
      effects: [],
    }));
    const { workspace, id } = incident;
    const ref = { workspace, id };
    const changed = await port.change(ref, () => ({ status: 'Active', severity: 'High' }));
    expect(changed).toMatchObject({ status: 'Active', severity: 'High', modifiedAt: at(1).toISOString() });
    expect(changed.etag).not.toBe(incident.etag);
    expect(await port.change(ref, () => undefined)).toEqual(incident);
    await port.comment(ref, 'c', 'words');
    expect(await port.comments(ref)).toEqual([]);
    expect(await port.details(ref)).toEqual({ entities: [], alerts: [] });
    await expect(port.get({ workspace: 'sub~rg-soc~ws-soc', id })).rejects.toThrow();
  });
});
