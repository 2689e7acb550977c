/** Posts a containment check's card in the thread of a channel; in the team's it mentions whoever is asked there now. */
import { checkCardOf } from '../actions/cards.ts';
import type { CheckEffect } from '../incidents/containment.ts';
import { checkOf } from '../incidents/containment.ts';
import { current } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import { askedIn } from './asked-in.ts';
import type { Handler } from './handler.ts';
import { mentionsOf } from './mention.ts';
import { type Compose, replyInThread } from './reply.ts';

export const postCheck: Handler<Extract<CheckEffect, { kind: 'check.post' }>> = async (task, tools) => {
  const { entry, effect } = task;
  const { channel } = effect;
  const state = await tools.journal.read(incidents, entry.logKey, false);
  const check = checkOf(state, effect.check);
  if (!check) return {};
  const inTeam = channel === check.channel;
  const compose: Compose = async (place, look) => {
    const calls = inTeam && check.standing === 'open';
    const mentions = calls ? await mentionsOf(await askedIn(channel, tools), place, tools) : [];
    const names = mentions.map((m) => m.text).join(', ');
    const { number } = current(state);
    return {
      card: checkCardOf(state, check, inTeam ? 'team' : 'soc', look),
      ...(names && { text: look.words('talk:check.asked', { names, number }) }),
      mentions,
      summary: look.words('talk:summary.check', { number }),
    };
  };
  return replyInThread(task, state, channel, `check:${check.id}`, compose, tools);
};
