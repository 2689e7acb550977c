/** What people do in Teams, and what Muster answers. Every refusal and every failure becomes one plain sentence. */
import type { CardContext } from '../../cards/context.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { Refused, Upstream } from '../errors.ts';
import { adoptPressed } from './adopt.ts';
import type { Asked, Reply } from './asked.ts';
import { refuseForged } from './bound.ts';
import { click } from './click.ts';
import type { Desk } from './desk.ts';
import { openDialog, submitDialog } from './dialog-turns.ts';
import { lookFrom, searchFrom } from './extension.ts';
import { consented } from './file-turns.ts';
import type { Wait } from './often.ts';
import { revised } from './revised.ts';
import { errorWords } from './say-words.ts';
import { overheard, typed } from './typed.ts';

const turns = {
  click,
  typed,
  overheard,
  open: openDialog,
  submit: submitDialog,
  find: searchFrom,
  look: lookFrom,
  consent: consented,
  edited: revised,
  deleted: revised,
  restored: revised,
};

/** What nobody said to Muster is not answered either. */
const silent: Asked['kind'][] = ['overheard', 'edited', 'deleted', 'restored'];

export async function converse(asked: Asked, look: CardContext, desk: Desk): Promise<Reply> {
  const wait = silent.includes(asked.kind) ? undefined : desk.often.take(countedAs(asked));
  if (wait) return tooOften(asked.kind, wait, look);
  // The one who pressed is answered as ever, whatever comes of that.
  if (asked.card)
    await adoptPressed(asked, desk).catch((error) => desk.logger.warn({ err: error }, 'not adopted'));
  try {
    await refuseForged(asked, desk);
    return await turns[asked.kind](asked, look, desk);
  } catch (error) {
    if (!(error instanceof Refused)) desk.logger.error({ err: error, kind: asked.kind }, 'a turn failed');
    // Whoever has no right to anything is told so at each letter.
    else if (!silent.includes(asked.kind) && asked.kind !== 'find') desk.watch.refused(asked, error);
    return failed(
      asked.kind,
      errorWords(error, look),
      error instanceof Refused || error instanceof Upstream,
      look,
    );
  }
}

/** Whoever types is asked for at each pause: that is counted by itself, so that nobody's buttons stop for it. */
function countedAs({ kind, speaker: { oid } }: Asked): string {
  return kind === 'find' ? `${oid} finds` : oid;
}

/** A message is answered with a message, so a flood of them with one now and then. */
function tooOften(kind: Asked['kind'], { seconds, told }: Wait, look: CardContext): Reply {
  if (kind === 'typed' && told) return { kind: 'done' };
  return failed(kind, look.words('talk:refused.tooOften', { seconds }), true, look);
}

/** The sentence in the form that each kind of turn can show. */
function failed(kind: Asked['kind'], text: string, expected: boolean, look: CardContext): Reply {
  if (silent.includes(kind)) return { kind: 'done' };
  if (kind === 'click' || kind === 'find') return { kind: 'tell', text };
  const card = noticeCard({ text, tone: expected ? 'refused' : 'warning' }, look);
  return kind === 'typed' || kind === 'consent'
    ? { kind: 'post', card }
    : { kind: 'dialog', title: look.words('talk:refused.title'), card };
}
