/** When a channel counts as lost, when it is back, and what follows: each once for an outage. */
import { describe, expect, test } from '@jest/globals';
import { reroutedBy } from '../../bot/actions/automatic/detailed.ts';
import { afterLoss, lost, regained } from '../../bot/actions/automatic/reach.ts';
import { remind } from '../../bot/actions/automatic/timers.ts';
import { type ChannelEntry, type ChannelState, foldChannel } from '../../bot/incidents/channel.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { routesFor, unreachedFor } from '../../bot/incidents/routing.ts';
import type { ChannelDraft } from '../../bot/log/kinds.ts';
import {
  ada,
  arrived,
  at,
  ben,
  channel,
  entity,
  incident,
  paymentsId,
  place,
  socChannel,
  socId,
  stateAfter,
  teamChannel,
} from '../build.ts';

const payments = () => teamChannel(paymentsId, { hosts: ['pay-*'] }, { contact: ben });
const kinds = (draft: ChannelDraft | undefined) => draft?.effects.map(({ kind }) => kind);
/** The channel with a draft in its log. */
const after = (state: ChannelState, draft: ChannelDraft): ChannelState =>
  foldChannel(structuredClone(state), {
    ...draft,
    seq: state.seq + 1,
    hash: 'h',
    at: at(5).toISOString(),
    texts: {},
  } as unknown as ChannelEntry);
const dead = (state = payments()) => after(state, lost(state, 'deleted', 'ConversationNotFound')!);

describe('a team’s channel', () => {
  test('that is lost is routed around and told', () => {
    const draft = lost(payments(), 'removed', 'BotNotInConversationRoster');
    expect(draft?.events).toEqual([
      { kind: 'unreachable', why: 'removed', code: 'BotNotInConversationRoster' },
    ]);
    expect(kinds(draft)).toEqual(['reroute', 'tell.lost']);
  });

  test('is lost once for each outage, whoever notices it next', () => {
    expect(lost(dead(), 'removed')).toBeUndefined();
    expect(lost({ ...payments(), present: false }, 'removed')).toBeUndefined();
    expect(afterLoss(dead())).toEqual([]);
  });

  test('that is back is routed to again, and told, with when the outage began', () => {
    const draft = regained(dead());
    const since = at(5).toISOString();
    expect(draft?.effects).toEqual([
      { kind: 'reroute', since },
      { kind: 'tell.back', since },
    ]);
    expect(after(dead(), draft!).unreachable).toBeUndefined();
    expect(regained(payments())).toBeUndefined();
  });

  test('is back only where what is told can have mended it', () => {
    expect(regained(dead(), ['archived'])).toBeUndefined();
    expect(regained(dead(), ['archived', 'deleted'])).toBeDefined();
  });
});

test('a chat, or a channel that gets no incidents, is noted and nobody is told', () => {
  const chat = channel('19:chat', { place: place('19:chat', { kind: 'groupChat' }) });
  expect(lost(chat, 'blocked')?.effects).toEqual([]);
  expect(lost(channel('19:other'), 'deleted')?.effects).toEqual([]);
});

test('a place that Muster never met is none that can be lost', () => {
  expect(lost(channel('a:somebody', { place: undefined }), 'removed')).toBeUndefined();
});

describe('an incident of a channel that can’t be reached', () => {
  const subject = { incident: incident(), entities: [entity('Host', 'pay-01')], alerts: [] };
  const found: IncidentEvent = { kind: 'detailed', entities: subject.entities, alerts: [] };
  const posted = (name: string): IncidentEvent => ({
    kind: 'posted',
    about: 'card',
    channel: name,
    thread: 't',
    message: `m-${name}`,
    rev: 1,
  });
  const shown = () => stateAfter(arrived(), [found], [posted(socId), posted(paymentsId)]);
  const reroute = (state = shown(), channels: ChannelState[] = [socChannel(), dead()], back?: string) =>
    reroutedBy(state, 'k', { now: at(6), channels }, false, back);
  const rerouted = () =>
    stateAfter(arrived(), [found], [posted(socId), posted(paymentsId)], reroute()!.events);

  test('is the SOC’s alone, and it is known whose it would be', () => {
    const channels = [socChannel(), dead()];
    expect(routesFor(subject, channels).map((route) => route.channel)).toEqual([socId]);
    expect(unreachedFor(subject, channels).map(({ name }) => name)).toEqual(['Payments']);
    expect(unreachedFor(subject, [socChannel(), payments()])).toEqual([]);
  });

  test('changes the SOC’s card and leaves the one that can’t be changed', () => {
    const updates = reroute()?.effects.map((effect) => 'channel' in effect && effect.channel);
    expect(updates).toEqual([socId]);
    expect(rerouted().routes.find((route) => route.channel === paymentsId)).toMatchObject({
      active: false,
      unreached: true,
    });
    // Nothing new is decided a second time.
    expect(reroute(rerouted())).toBeUndefined();
  });

  test('is reminded of where the SOC is', () => {
    const context = {
      now: at(40),
      channels: [socChannel(), dead()],
      targets: defaultTargets,
      twoPeople: [],
      quietSeconds: 1,
    };
    const told = remind(rerouted(), 'half', 'k', context)?.effects;
    expect(told?.filter(({ kind }) => kind === 'notice')).toMatchObject([{ channel: socId, mention: [ada] }]);
  });

  test('has its card brought up to date when the channel is back, even if nothing was routed meanwhile', () => {
    const channels = [socChannel(), payments()];
    for (const state of [shown(), rerouted()])
      expect(reroute(state, channels, paymentsId)?.effects).toContainEqual({
        kind: 'card.update',
        channel: paymentsId,
        about: 'card',
      });
    expect(reroute(shown(), channels)).toBeUndefined();
  });

  test('gets the card that was given up, and the question that could not be put', () => {
    const asked: IncidentEvent = { kind: 'asked', id: 'q', by: ada, channel: paymentsId, people: [] };
    const state = stateAfter(arrived(), [found], [posted(socId), asked]);
    expect(reroute(state, [socChannel(), payments()], paymentsId)?.effects).toEqual(
      expect.arrayContaining([
        { kind: 'question.post', channel: paymentsId, question: 'q' },
        { kind: 'card.post', channel: paymentsId },
      ]),
    );
  });
});
