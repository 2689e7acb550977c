/** Tells in the thread that Sentinel's values stand where somebody changed the same there, and offers to set them again. */
import type { CardContext } from '../../cards/context.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { insistButton } from '../actions/set-again.ts';
import type { IncidentEffect } from '../incidents/events.ts';
import type { Overruled } from '../incidents/reconcile.ts';
import { current } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';
import { mentionsOf } from './mention.ts';
import { type Compose, replyInThread } from './reply.ts';

export const tellOverruled: Handler<Extract<IncidentEffect, { kind: 'overruled' }>> = async (task, tools) => {
  const { entry, effect } = task;
  const { channel, of } = effect;
  const state = await tools.journal.read(incidents, entry.logKey, false);
  const compose: Compose = async (place, look) => {
    const lost = state.overruled.find((one) => one.id === of)?.lost;
    if (!lost) return undefined;
    const mentions = await mentionsOf(
      lost.map(({ by }) => by),
      place,
      tools,
    );
    const names = [...new Set(mentions.map((m) => m.text))].join(', ');
    const { number } = current(state);
    return {
      card: noticeCard(
        {
          text: lost.map((one) => overruledText(one, look)).join(' '),
          tone: 'warning',
          buttons: [insistButton(state, of, look.words)],
        },
        look,
      ),
      ...(names && { text: look.words('talk:notice.overruled', { names, number }) }),
      mentions,
      summary: look.words('talk:summary.notice', { number }),
    };
  };
  return replyInThread(task, state, channel, `overruled:${of}`, compose, tools);
};

/** One field's sentence: what Sentinel holds, and whose change was not made. */
function overruledText({ field, ours, theirs, by }: Overruled, { words }: CardContext): string {
  const value = (change: typeof ours): string => {
    if (field === 'severity') return words(`cards:severity.${change.severity}`);
    if (field === 'owner')
      return change.owner?.name ?? change.owner?.userPrincipalName ?? words('cards:nobody');
    return words(`cards:status.${change.status}`);
  };
  return words(`talk:overruled.${field}`, { name: by.name, ours: value(ours), theirs: value(theirs) });
}
