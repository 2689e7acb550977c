/** Writes a comment to Sentinel: who said it and where, then the words. Its GUID is fixed, so twice is once. */
import type { IncidentEffect, IncidentEvent } from '../incidents/events.ts';
import type { IncidentEntry } from '../incidents/state.ts';
import { type IncidentState, refOf, routeOf } from '../incidents/state.ts';
import { incidents } from '../log/kinds.ts';
import type { Words } from '../words/words.ts';
import { wordsOf } from '../words/words.ts';
import type { Handler } from './handler.ts';
import { splitOnce } from './relay.ts';

export const commentSentinel: Handler<Extract<IncidentEffect, { kind: 'sentinel.comment' }>> = async (
  { entry, effect },
  tools,
) => {
  const state = await tools.journal.read(incidents, entry.logKey, false);
  const message = commentOf(state, effect.of, entry as IncidentEntry, wordsOf('en'));
  if (!message) return {};
  await tools.sentinel.comment(refOf(entry.logKey), effect.guid, escapeHtml(message));
  return { events: [{ kind: 'commentWritten', id: effect.guid } satisfies IncidentEvent] };
};

/** Sentinel renders HTML in comments; words of people are text. */
function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** The comment's text: it always begins with who, and where. */
export function commentOf(
  state: IncidentState,
  of: string,
  entry: IncidentEntry,
  words: Words,
): string | undefined {
  const [kind, id] = splitOnce(of);
  const name = (channel: string | undefined): string => (channel && routeOf(state, channel)?.name) || 'Teams';
  const said = (who: string, channel: string | undefined, text: string): string => {
    const where = channel && routeOf(state, channel)?.name;
    return `${who} (${where ? `${where}, ` : ''}Teams): ${text}`;
  };
  switch (kind) {
    case 'remark': {
      const remark = state.remarks.find((r) => r.id === id);
      if (!remark) return undefined;
      const channel =
        remark.kind === 'share' ? state.routes.find((r) => r.audience === 'soc')?.channel : remark.channel;
      return said(
        remark.by.name,
        channel,
        remark.kind === 'share' ? words('talk:toSentinel.share', { text: remark.text }) : remark.text,
      );
    }
    case 'rollup': {
      const remarks = state.remarks.filter((r) => r.sentinel === id);
      return (
        remarks
          .map((r) => `${r.at.slice(0, 16).replace('T', ' ')} UTC ${said(r.by.name, r.channel, r.text)}`)
          .join('\n') || undefined
      );
    }
    case 'ack': {
      const ack = state.acks.find((a) => a.channel === id);
      return ack && said(ack.by.name, ack.channel, words('talk:toSentinel.acknowledged'));
    }
    case 'handback': {
      const back = routeOf(state, id)?.handedBack;
      return back && said(back.by.name, id, words('talk:toSentinel.handback', { text: back.reason }));
    }
    case 'question': {
      const question = state.questions.find((q) => q.id === id);
      if (!question) return undefined;
      const asked = said(
        question.by.name,
        question.from,
        words('talk:toSentinel.asked', { name: name(question.channel), text: question.text }),
      );
      return [
        asked,
        ...question.answers.map((a) =>
          said(a.by.name, question.channel, words('talk:toSentinel.answered', { text: a.text })),
        ),
      ].join('\n');
    }
    case 'act':
      return actText(entry, words, said);
    default:
      return undefined;
  }
}

function actText(
  entry: IncidentEntry,
  words: Words,
  said: (who: string, channel: string | undefined, text: string) => string,
): string | undefined {
  const intended = entry.events.find((event) => event.kind === 'intended');
  if (!intended) return undefined;
  const { by, channel, change, before } = intended.intent;
  const what = change.severity
    ? words('talk:toSentinel.severity', { before: before.severity ?? '', severity: change.severity })
    : words('talk:toSentinel.reopened');
  return said(by.name, channel, what);
}
