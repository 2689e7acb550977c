/**
 * What Sentinel gets as comments: who said it and where, then the words. Pure: the decision measures with it how much
 * fits, and what is sent later is made by it too.
 */
import { clean } from '../words/clean.ts';
import { defang } from '../words/defang.ts';
import type { Words } from '../words/words.ts';
import { answerText } from './answer-text.ts';
import { checkText } from './check-text.ts';
import { checkOf } from './containment.ts';
import type { IncidentEvent, Intent, Piece } from './events.ts';
import { current, type IncidentEntry, type IncidentState, type Remark, routeOf } from './state.ts';

/** As much as we put into a comment, in characters as sent; Sentinel takes 30,000, and a name may grow meanwhile. */
export const roomInComment = 28_000;

/** Sentinel renders HTML in comments; words of people are text. A lone surrogate is no character, and no JSON. */
export function escapeHtml(text: string): string {
  return text.toWellFormed().replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/**
 * A comment as Sentinel is sent it. Whoever has an employee's account may write links, so addresses are taken apart as
 * on a card; all else stays as it was written, and `refang` turns the rest back.
 */
export function asHtml(text: string): string {
  return escapeHtml(defang(text.toWellFormed(), false));
}

/** The most that a character can take in `asHtml`, whatever stands beside it. */
function mostRoomFor(character: string): number {
  return /[[.。．｡@:\\]/u.test(character) ? 3 : asHtml(character).length;
}

/** `kind:id`, where the id may hold colons. */
export function splitOnce(of: string): [string, string] {
  const at = of.indexOf(':');
  return [of.slice(0, at), of.slice(at + 1)];
}

/** Somebody's words, before they are put in a line. */
interface Saying {
  at: string;
  who: string;
  channel?: string;
  text: string;
}

/** The text of one comment: a single act or remark, a question with its answers, or a roll-up; undefined: nothing to say. */
export function commentOf(
  state: IncidentState,
  of: string,
  entry: IncidentEntry,
  words: Words,
): string | undefined {
  const [kind, id] = splitOnce(of);
  if (kind === 'rollup') {
    const rolled = entry.events.find((event) => event.kind === 'rolledUp' && event.id === id);
    return rolled?.kind === 'rolledUp' ? rollupText(state, rolled, words) : undefined;
  }
  if (kind === 'question') return withinRoom(questionText(state, id, words));
  if (kind === 'check') return wholeCheck(state, id, words);
  const intended = entry.events.find((event) => event.kind === 'intended');
  const saying = sayingOf(state, { of, ...(intended && { intent: intended.intent }) }, words);
  return saying && headOf(state, saying) + saying.text;
}

/** A question with all of its answers, which is one comment that grows. */
export function questionText(state: IncidentState, id: string, words: Words): string | undefined {
  const question = state.questions.find((q) => q.id === id);
  if (!question) return undefined;
  const since = [
    ...question.answers.map((answer) => ({ id: answer.id, of: `answered:${answer.id}` })),
    ...(question.moves ?? []).map((move) => ({ id: move.id, of: `move:${move.id}` })),
  ].sort((a, b) => Number(a.id) - Number(b.id));
  const pieces: Piece[] = [{ of: `asked:${id}` }, ...since.map(({ of }) => ({ of }))];
  return pieces
    .map((piece) => sayingOf(state, piece, words))
    .filter((saying) => saying !== undefined)
    .map((saying) => headOf(state, saying) + saying.text)
    .join('\n');
}

/** What came after a comment was full has comments of its own. */
function withinRoom(text: string | undefined): string | undefined {
  if (text === undefined || asHtml(text).length <= roomInComment) return text;
  const lines = text.split('\n');
  while (lines.length > 1 && asHtml(lines.join('\n')).length > roomInComment) lines.pop();
  return lines.join('\n');
}

/** The text of a roll-up, whose entry says which pieces it holds. */
export function rollupText(
  state: IncidentState,
  { pieces, closing }: Pick<Extract<IncidentEvent, { kind: 'rolledUp' }>, 'pieces' | 'closing'>,
  words: Words,
): string | undefined {
  const lines = pieces.map((piece) => lineOf(state, piece, words)).filter((line) => line !== undefined);
  if (closing) lines.push(words('talk:toSentinel.closing', { number: current(state).number }));
  return lines.join('\n') || undefined;
}

/** Puts what waits into comments, in order: as few as hold it, each within the room, and no word lost. */
export function packed(state: IncidentState, waiting: Piece[], words: Words): Piece[][] {
  const comments: Piece[][] = [];
  let left = 0;
  for (const { of, intent } of waiting) {
    for (const piece of partsOf(state, { of, ...(intent && { intent }) }, words)) {
      const size = asHtml(lineOf(state, piece, words) ?? '').length + 1;
      if (comments.length === 0 || size > left) {
        comments.push([]);
        left = roomInComment;
      }
      comments.at(-1)?.push(piece);
      left -= size;
    }
  }
  return comments;
}

/** One piece, or as many as its words need comments; none where there is nothing to say any more. */
function partsOf(state: IncidentState, waits: Piece, words: Words): Piece[] {
  const remark = remarkOf(state, waits.of);
  const piece = { ...waits, ...(remark?.earlier && { v: remark.earlier.length }) };
  const saying = sayingOf(state, piece, words);
  if (!saying || remark?.deleted) return [];
  if (asHtml(lineOf(state, piece, words) ?? '').length < roomInComment) return [piece];
  const head = lineOf(state, { ...piece, from: 0, to: 0, part: [999, 999] }, words) ?? '';
  const cuts = cut(saying.text, roomInComment - asHtml(head).length - 1);
  return cuts.map(([from, to], i) => ({ ...piece, from, to, part: [i + 1, cuts.length] }));
}

/** Where to cut a text so that each part has room when escaped: after white space if there is any, never in a character. */
function cut(text: string, room: number): [from: number, to: number][] {
  const cuts: [number, number][] = [];
  let from = 0;
  let size = 0;
  let at = 0;
  let space = 0;
  for (const character of text) {
    const needs = mostRoomFor(character);
    if (size + needs > room) {
      const to = space > from + (at - from) / 2 ? space : at;
      cuts.push([from, to]);
      size = [...text.slice(to, at)].reduce((sum, one) => sum + mostRoomFor(one), 0);
      from = to;
    }
    size += needs;
    at += character.length;
    if (/\s/.test(character)) space = at;
  }
  return [...cuts, [from, text.length]];
}

/** `2026-03-02 10:02 UTC Ben (Payments, Teams) (1/3): the words`, on one or more lines. */
function lineOf(state: IncidentState, piece: Piece, words: Words): string | undefined {
  const saying = sayingOf(state, piece, words);
  if (!saying) return undefined;
  const text = piece.to === undefined ? saying.text : saying.text.slice(piece.from, piece.to);
  return `${minuteOf(saying.at)} ${headOf(state, saying, piece.part)}${text}`;
}

/** It always begins with who, and where. */
function headOf(state: IncidentState, { who, channel }: Saying, part?: Piece['part']): string {
  const where = channel && routeOf(state, channel)?.name;
  return `${who} (${where ? `${where}, ` : ''}Teams)${part ? ` (${part[0]}/${part[1]})` : ''}: `;
}

const minuteOf = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`;

function remarkOf(state: IncidentState, of: string): Remark | undefined {
  const [kind, id] = splitOnce(of);
  return kind === 'remark' ? state.remarks.find((r) => r.id === id) : undefined;
}

/** Who said or did it, where, and the words; undefined where it is not there (any more), or was erased. */
function sayingOf(state: IncidentState, piece: Piece, words: Words): Saying | undefined {
  const [kind, id] = splitOnce(piece.of);
  switch (kind) {
    case 'remark':
      return remarkSaying(state, remarkOf(state, piece.of), piece.v, words);
    case 'edit':
      return revisionSaying(state, id, words);
    case 'ack': {
      const ack = state.acks.find((a) => a.channel === id);
      return ack && saying(ack.at, ack.by.name, id, words('talk:toSentinel.acknowledged'));
    }
    case 'handback': {
      const back = routeOf(state, id)?.handedBack;
      if (!back?.reason) return undefined;
      return saying(back.at, back.by.name, id, words('talk:toSentinel.handback', { text: back.reason }));
    }
    case 'asked':
      return askedSaying(state, id, words);
    case 'answered':
    case 'answer':
      return answerSaying(state, id, kind === 'answer', words);
    case 'check':
      return checkSaying(state, id, words);
    case 'move':
      return moveSaying(state, id, words);
    case 'act':
      return actSaying(state, piece.intent, words);
    default:
      return undefined;
  }
}

function saying(at: string, who: string, channel: string | undefined, text: string): Saying {
  return { at, who, text, ...(channel && { channel }) };
}

function remarkSaying(
  state: IncidentState,
  remark: Remark | undefined,
  v: number | undefined,
  words: Words,
): Saying | undefined {
  if (!remark) return undefined;
  const text = remark.earlier?.[v ?? 0] ?? remark.text;
  if (!text) return undefined;
  if (remark.kind !== 'share') return saying(remark.at, remark.by.name, remark.channel, text);
  const soc = state.routes.find((r) => r.audience === 'soc')?.channel;
  return saying(remark.at, remark.by.name, soc, words('talk:toSentinel.share', { text }));
}

/** What became of a message that Sentinel has: said again as it is now, or that it was deleted. */
function revisionSaying(state: IncidentState, id: string, words: Words): Saying | undefined {
  for (const remark of state.remarks) {
    const revision = remark.later?.find((r) => r.id === id);
    if (!revision) continue;
    const { text, at } = revision;
    if (!text && revision.kind !== 'deleted') return undefined;
    const time = minuteOf(remark.at);
    const said = {
      edited: words('talk:toSentinel.edited', { time, text }),
      deleted: words('talk:toSentinel.deleted', { time }),
      restored: words('talk:toSentinel.restored', { time, text }),
    };
    return saying(at, remark.by.name, remark.channel, said[revision.kind]);
  }
  return undefined;
}

/** All of a check, with as much of what people wrote as there is room for. */
function wholeCheck(state: IncidentState, id: string, words: Words): string | undefined {
  const texts = [400, 150, 50].map((longest) => checkText(state, id, words, longest));
  return texts.find((text) => asHtml(text ?? '').length <= roomInComment) ?? withinRoom(texts.at(-1));
}

/** A check that waits with others: how it stands when it is written, after who proposed it. */
function checkSaying(state: IncidentState, id: string, words: Words): Saying | undefined {
  const check = checkOf(state, id);
  if (!check) return undefined;
  const soc = state.routes.find((r) => r.audience === 'soc')?.channel;
  const text = wholeCheck(state, id, words) ?? '';
  // It begins with who, as every line does.
  return saying(check.at, check.by.name, soc, text.slice(text.indexOf(': ') + 2));
}

function askedSaying(state: IncidentState, id: string, words: Words): Saying | undefined {
  const question = state.questions.find((q) => q.id === id);
  if (!question?.text) return undefined;
  const name = routeOf(state, question.channel)?.name ?? 'Teams';
  const text = words('talk:toSentinel.asked', { name, text: question.text });
  return saying(question.at, question.by.name, question.from, text);
}

/** An answer; where it does not stand below its question, with the question's beginning. */
function answerSaying(state: IncidentState, id: string, alone: boolean, words: Words): Saying | undefined {
  const question = state.questions.find((q) => q.answers.some((a) => a.id === id));
  const answer = question?.answers.find((a) => a.id === id);
  const text = question && answer && answerText(question, answer, words);
  if (!question || !answer || !text) return undefined;
  const said = alone
    ? words('talk:toSentinel.answeredTo', { question: clean(question.text, 100), text })
    : words('talk:toSentinel.answered', { text });
  return saying(answer.at, answer.by.name, question.channel, said);
}

/** That a question was handed over, got more time, was noted on or withdrawn. */
function moveSaying(state: IncidentState, id: string, words: Words): Saying | undefined {
  const question = state.questions.find(({ moves }) => moves?.some((move) => move.id === id));
  const move = question?.moves?.find((one) => one.id === id);
  if (!question || !move) return undefined;
  const channel = move.kind === 'withdrawn' ? question.from : question.channel;
  const due = move.due ? minuteOf(move.due) : '';
  const what = words(`talk:toSentinel.move.${move.kind}`, { name: move.to?.name ?? '', due });
  // Of a note that was erased nothing is left to be said.
  if (move.kind === 'note' && !move.text) return undefined;
  return saying(move.at, move.by.name, channel, [what, move.text].filter(Boolean).join(': '));
}

function actSaying(state: IncidentState, intent: Intent | undefined, words: Words): Saying | undefined {
  if (!intent) return undefined;
  const { by, channel, change, before, at } = intent;
  const what = change.severity
    ? words('talk:toSentinel.severity', { before: before.severity ?? '', severity: change.severity })
    : state.reopenedWhy
      ? words('talk:toSentinel.reopenedWhy', { text: state.reopenedWhy })
      : words('talk:toSentinel.reopened');
  return saying(at, by.name, channel, what);
}
