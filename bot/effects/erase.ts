/** Blanks texts that an entry says are erased; and erases what a person wrote in all other logs. Both may be done again. */

import { splitOnce } from '../incidents/comment-text.ts';
import { consequences, type WantedEffect } from '../incidents/consequences.ts';
import type { About, Kept } from '../incidents/events.ts';
import { type IncidentEntry, type IncidentState, isKeptInThread } from '../incidents/state.ts';
import {
  type EraseEffect,
  type EraseEverywhereEffect,
  type ErasureEvent,
  erasing,
  writtenBy,
} from '../incidents/texts.ts';
import { isAnchors } from '../log/anchors.ts';
import { blank, type ErasedText } from '../log/findings.ts';
import { type IncidentDraft, incidents, kindOf } from '../log/kinds.ts';
import type { Handler } from './handler.ts';

/** The entry stays, and its digests: only the words and their salts go. */
export const eraseTexts: Handler<EraseEffect> = async ({ entry }, { journal, log }) => {
  const texts = (entry.events as ErasureEvent[]).flatMap((event) =>
    event.kind === 'erased' ? event.texts : [],
  );
  for (const [seq, erased] of Map.groupBy(texts, (text) => text.seq))
    await log.amend(entry.logKey, seq, (kept) => ({
      ...kept,
      texts: { ...kept.texts, ...Object.fromEntries(erased.map(({ name }) => [name, blank])) },
    }));
  const blanked: ErasureEvent = { kind: 'blanked' };
  if (kindOf(entry.logKey) !== incidents) return { events: [blanked] };
  const wrote = (await journal.entries(entry.logKey)) as IncidentEntry[];
  const carried = new Set(texts.flatMap((text) => relaysOf(text, wrote)));
  return { events: [blanked], effects: (state) => shownAnew(state, carried) };
};

/** What cards of ours show of it is shown anew; what carried it into another thread, and is ours, is taken back. */
function shownAnew(state: IncidentState, carried: ReadonlySet<string>): WantedEffect[] {
  const effects = consequences(state, [{ kind: 'blanked' }], true);
  for (const [channel, sent] of Object.entries(state.sent))
    for (const [about, { thread, message }] of Object.entries(sent)) {
      if (isKeptInThread(about as About))
        effects.push({ kind: 'card.update', channel, about: about as Kept });
      else if (carried.has(about))
        effects.push({ kind: 'message.remove', channel, about: about as `relay:${string}`, thread, message });
    }
  return effects;
}

/** What a text was carried into another thread as: its id is the number of the entry that it came with. */
function relaysOf({ seq, name }: ErasedText, wrote: IncidentEntry[]): string[] {
  if (name === 'comment' || name === 'share') return [`relay:remark:${seq}`];
  if (name.startsWith('heard:')) return [`relay:heard:${seq}`];
  if (name === 'answer' || name === 'edit') return [`relay:${name}:${seq}`];
  if (name === 'link') return [`relay:answer:${seq}`];
  const ofQuestion = ['question', 'options'];
  const [of, id] = ofQuestion.includes(name) ? [name, String(seq)] : splitOnce(name);
  // What becomes of a question carries the question along.
  if (ofQuestion.includes(of))
    return wrote.flatMap(({ events }) =>
      events.flatMap((event) => {
        if (!('question' in event) || !('id' in event) || event.question !== id) return [];
        return [`relay:${event.kind === 'answered' ? 'answer' : 'move'}:${event.id}`];
      }),
    );
  const events = wrote.find((entry) => entry.seq === seq)?.events ?? [];
  return events.flatMap((event) => {
    if (event.kind === 'handedBack') return [`relay:handback:${event.channel}`];
    return 'question' in event && 'id' in event ? [`relay:move:${event.id}`] : [];
  });
}

/** One log after the other, as they are found by their snapshots: it may take minutes, and nobody waits for it. */
export const eraseEverywhere: Handler<EraseEverywhereEffect> = async ({ entry, effect }, tools) => {
  const { of } = effect;
  let [logs, count] = [0, 0];
  for (const { logKey } of await tools.snapshots.heads()) {
    if (logKey === entry.logKey || isAnchors(logKey)) continue;
    const kind = kindOf(logKey) as typeof incidents;
    let found = 0;
    await tools.journal.append(kind, logKey, (state): IncidentDraft | undefined => {
      const texts = writtenBy(state, of.oid);
      found = texts.length;
      if (found === 0) return undefined;
      return {
        actor: entry.actor,
        action: entry.action,
        key: `erase:${entry.logKey}:${effect.id}:${state.seq}`,
        events: [erasing(texts, 'request', of)],
        effects: [{ kind: 'erase' }],
      };
    });
    if (found > 0) logs += 1;
    count += found;
  }
  tools.logger.info({ log: entry.logKey, logs, texts: count }, 'erased everywhere what a person wrote');
  const everywhere: ErasureEvent = { kind: 'erasedElsewhere', logs, texts: count };
  return { events: [everywhere] };
};
