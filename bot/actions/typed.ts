/** Somebody typed to Muster, in a channel, a group chat or a personal chat. Never answered with silence. */

import type { Button } from '../../cards/button.ts';
import type { CardContext } from '../../cards/context.ts';
import { listCard } from '../../cards/list/list.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import type { Card } from '../../cards/template.ts';
import { Refused } from '../errors.ts';
import type { View } from '../incidents/audience.ts';
import type { IncidentState } from '../incidents/state.ts';
import { incidents as incidentKind } from '../log/kinds.ts';
import { idOf } from './about-question.ts';
import { act, setUp } from './act.ts';
import { allow } from './allowed.ts';
import { answer } from './answer.ts';
import type { Asked, Reply } from './asked.ts';
import { record } from './commanded.ts';
import type { Action, Context, IncidentAction } from './define.ts';
import { type Desk, mostAtOnce, notice } from './desk.ts';
import { offersOf } from './file-turns.ts';
import { forIncident, gather } from './gather.ts';
import { spoken } from './index.ts';
import { inquire } from './inquire.ts';
import { messageKeyFor } from './keys.ts';
import { type Command, meant, parseCommand } from './parse.ts';
import { questionList } from './question-list.ts';
import { bySeverity } from './rows.ts';
import { say } from './say.ts';
import { sayWords } from './say-words.ts';
import { overheardAnswer, plainAnswer, waitingFor } from './thread-answer.ts';
import { warned, warningText } from './warned.ts';
import { meantBy, type Named, rowFor, whichCard } from './which.ts';

export async function typed(asked: Asked, look: CardContext, desk: Desk): Promise<Reply> {
  const thread = await desk.finder.byThread(asked.conversation);
  const context = await gather(asked.speaker, 'text', desk, onlyAsks(asked.text, thread) ? 'read' : 'act');
  // What acts is an entry itself; whatever else is said to Muster in an incident's thread, refused or not, is kept too.
  const keep = async (): Promise<void> => {
    if (thread && asked.text) await record(thread, asked, context, desk);
  };
  const { reply, kept } = await answered(asked, thread, context, look, desk).catch(async (error) => {
    // What could not be done just now is said again, and must not be in the history twice.
    if (error instanceof Refused) await keep();
    throw error;
  });
  if (!kept) await keep();
  return reply;
}

function onlyAsks(text: string, thread: string | undefined): boolean {
  const command = parseCommand(text, spoken);
  const action = command && spoken.find((a) => a.verb === command.verb);
  return action?.on === 'overview' && !isSentence(command!, action, thread);
}

/** A button carries no more than this. */
const mostOffered = 1000;

/** The answer, and whether what was said made an entry of the incident of its thread. */
interface Typed {
  reply: Reply;
  kept: boolean;
}

async function answered(
  asked: Asked,
  thread: string | undefined,
  context: Context,
  look: CardContext,
  desk: Desk,
): Promise<Typed> {
  const command = parseCommand(asked.text, spoken);
  const action = command && spoken.find((a) => a.verb === command.verb);
  if (!command || !action || isSentence(command, action, thread))
    return said(asked, thread, context, look, desk);
  if (action.on === 'channel')
    return { reply: await settingUp(action, command, asked, context, look, desk), kept: false };
  const named = await incidentsNamed(command, thread, context, desk);
  if (named.some(({ logKeys }) => logKeys.length > 1))
    return { reply: await which(action, command, named, context, look, desk), kept: false };
  const byNumber = [...new Set(named.flatMap(({ logKeys }) => logKeys))];
  const logKeys = byNumber.length === 0 && thread ? [thread] : byNumber;
  if (action.on === 'overview') {
    const input = action.typed?.(command.rest) ?? {};
    if (action.about === 'incident' && logKeys.length !== 1)
      throw new Refused('whichIncident', { verb: action.verb });
    const unseen = (incident: string): void =>
      desk.watch.refused(asked, new Refused('unknownIncident', {}, 'maySee'), incident);
    const answered = await inquire(action, logKeys[0], input, context, look, { ...desk, unseen }).catch(
      (error) => {
        if (thread && isRemark(error, asked.text)) return undefined;
        throw error;
      },
    );
    // Who only asks may be known from before; whoever says something acts.
    if (!answered) return said(asked, thread, await gather(asked.speaker, 'text', desk), look, desk);
    const { here, alone } = answered;
    const offers = await offersOf(action, logKeys[0], input, answered, context, look, desk);
    return { reply: { kind: 'post', card: here, ...(alone && { alone }), ...offers }, kept: false };
  }
  if (logKeys.length === 0) throw new Refused('whichIncident', { verb: action.verb });
  const acts = logKeys.length === 1 && (!action.dialog || inFull(action, action.typed?.(command.rest)));
  const reply = await acting(action, command, logKeys, asked, context, look, desk);
  return { reply, kept: acts && logKeys[0] === thread };
}

/** Said in a channel, not to Muster: kept where it is an incident's thread, silently; everything else is let go of. */
export async function overheard(asked: Asked, _look: CardContext, desk: Desk): Promise<Reply> {
  const thread = asked.text ? await desk.finder.byThread(asked.conversation) : undefined;
  if (!thread) return { kind: 'done' };
  const context = await gather(asked.speaker, 'text', desk);
  if (!(await overheardAnswer(asked, thread, context, desk))) await keep(asked, thread, context, desk);
  return { kind: 'done' };
}

/** Keeps words with an incident. */
function keep(asked: Asked, thread: string, context: Context, desk: Desk) {
  const key = messageKeyFor(asked.messageKey, 'say', thread);
  const { text, message } = asked;
  const input = { text, quietSeconds: desk.quietSeconds, ...(message && { message }) };
  return act(say as IncidentAction, thread, input, context, key, desk);
}

/** "Close to midnight I saw …" in a thread is a remark, not a command: a verb takes a number, its own text, or nothing. */
function isSentence(command: Command, action: Action, thread: string | undefined): boolean {
  return (
    thread !== undefined &&
    command.numbers.length === 0 &&
    command.rest !== '' &&
    !('typed' in action && action.typed)
  );
}

/** "Mine looks odd since this morning" begins like a list of what is open, and means nothing as one. */
function isRemark(error: unknown, text: string): boolean {
  return error instanceof Refused && error.word === 'statusNotRead' && text.trim().split(/\s+/).length > 3;
}

/** Words that are no command: in an incident's thread they are kept with it, elsewhere they get a short useful answer. */
async function said(
  asked: Asked,
  thread: string | undefined,
  context: Context,
  look: CardContext,
  desk: Desk,
): Promise<Typed> {
  const guess = meant(asked.text, spoken);
  const slip = guess && asked.text.split(' ').length <= 2;
  const answered = thread && asked.text ? await plainAnswer(asked, thread, context, desk) : undefined;
  if (answered)
    return { reply: { kind: 'post', card: notice(sayWords(answered.say, look), look, 'good') }, kept: true };
  if (thread && !slip && asked.text) {
    const { say: done, state } = await keep(asked, thread, context, desk);
    const offer = offered(state, asked.text, context, look);
    const text = sayWords(done, look);
    return { reply: { kind: 'post', card: noticeCard({ text, tone: 'plain', ...offer }, look) }, kept: true };
  }
  const text = guess ? look.words('talk:didYouMean', { verb: guess }) : look.words('talk:notUnderstood');
  const card = noticeCard({ text, tone: 'plain', detail: look.words('talk:sayHelp') }, look);
  return { reply: { kind: 'post', card }, kept: false };
}

/** To whoever was asked something and says something: one press makes the words the answer. */
function offered(
  state: IncidentState,
  text: string,
  context: Context,
  look: CardContext,
): { detail: string; buttons: Button[] } | undefined {
  const [only, ...others] = waitingFor(state, context).filter(
    ({ kind, people }) => !kind && people.length > 0,
  );
  if (!only || others.length > 0 || text.length > mostOffered) return undefined;
  const data = { incident: state.logKey, question: only.id, answer: text };
  const title = look.words('talk:button.isAnswer');
  return {
    detail: look.words('talk:answer.offer', { id: idOf(state, only) }),
    buttons: [{ title, verb: answer.verb, data, dialog: false, style: 'default' }],
  };
}

async function settingUp(
  action: Action & { on: 'channel' },
  { rest }: Command,
  asked: Asked,
  context: Context,
  look: CardContext,
  desk: Desk,
): Promise<Reply> {
  if (!action.dialog) {
    const done = await setUp(
      action,
      action.typed?.(rest) ?? {},
      context,
      messageKeyFor(asked.messageKey, action.verb, context.place.id),
      { ...desk, look },
    );
    return { kind: 'post', card: notice(sayWords(done, look), look, 'good') };
  }
  allow(action, context);
  if (context.place.kind !== 'channel') throw new Refused('channelOnly');
  if (action.verb === questionList.verb && context.audience !== 'soc') throw new Refused('socOnly');
  const title = look.words(`talk:button.${action.verb}`);
  const button = { title, verb: action.verb, data: {}, dialog: true, style: 'positive' as const };
  return {
    kind: 'post',
    card: noticeCard({ text: look.words(pressFor(action)), tone: 'plain', buttons: [button] }, look),
  };
}

function pressFor({ verb }: Action): string {
  return verb === questionList.verb ? 'talk:questionList.press' : 'talk:connect.press';
}

async function incidentsNamed(
  command: Command,
  thread: string | undefined,
  context: Context,
  desk: Desk,
): Promise<Named[]> {
  if (command.numbers.length > mostAtOnce) throw new Refused('tooMany', { most: String(mostAtOnce) });
  const found = await Promise.all(command.numbers.map((number) => meantBy(number, thread, context, desk)));
  const missing = found.filter(({ logKeys }) => logKeys.length === 0);
  if (missing.length > 0)
    throw new Refused('noNumber', { numbers: missing.map(({ number }) => `#${number}`).join(', ') });
  return found;
}

/** A number stands for several: asked for with the verb's own button for each, so that nothing is done by mistake. */
async function which(
  action: Exclude<Action, { on: 'channel' }>,
  command: Command,
  named: Named[],
  context: Context,
  look: CardContext,
  desk: Desk,
): Promise<Reply> {
  allow(action, context);
  const input = action.typed?.(command.rest);
  const dialog = action.on === 'incident' && action.dialog !== undefined && !inFull(action, input);
  const nonce = desk.nonce();
  // Of several numbers, each is still to be answered when the first has been.
  const stays: Record<string, string> = named.length > 1 ? { from: 'list' } : {};
  const view = context.here;
  const buttonFor = (incident: string) => ({
    data: { ...textsOf(input), incident, nonce, ...stays },
    dialog,
  });
  return { kind: 'post', card: await whichCard(action, named, buttonFor, view, look, desk) };
}

/** What a typed command brings, as far as a button can carry it. */
function textsOf(input: Record<string, unknown> = {}): Record<string, string> {
  const pairs = Object.entries(input).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return Object.fromEntries(pairs);
}

/** One incident and all that the verb needs: done at once. Otherwise one button, filled in, that does it. */
async function acting(
  action: IncidentAction,
  command: Command,
  logKeys: string[],
  asked: Asked,
  context: Context,
  look: CardContext,
  desk: Desk,
): Promise<Reply> {
  const input = action.typed?.(command.rest);
  const states = await Promise.all(logKeys.map((logKey) => desk.journal.read(incidentKind, logKey)));
  for (const state of states) allow(action, forIncident(context, state), state);
  const [only] = logKeys;
  const into = action.needs === 'survivor' && only ? input?.into : undefined;
  if (only && typeof into === 'string') {
    const targets = await desk.finder.named(into, only);
    const buttonFor = (target: string) => ({
      data: { ...several(logKeys), into: target, nonce: desk.nonce() },
      dialog: false,
    });
    const view = context.here;
    const named = [{ number: Number(into), logKeys: targets }];
    if (targets.length > 1)
      return { kind: 'post', card: await whichCard(action, named, buttonFor, view, look, desk) };
  }
  if (logKeys.length === 1 && only && (inFull(action, input) || !action.dialog)) {
    const done = await act(
      action,
      only,
      input ?? {},
      context,
      messageKeyFor(asked.messageKey, action.verb, only),
      desk,
    );
    return { kind: 'post', card: notice(sayWords(done.say, look), look, 'good') };
  }
  const view = context.here;
  return { kind: 'post', card: await prefilled(action, states, input, view, look, desk) };
}

/** Whether what was typed is all that the verb needs. */
function inFull(action: IncidentAction, input: Record<string, unknown> | undefined): boolean {
  const parsed = action.input.safeParse(input ?? {});
  return input !== undefined && !(parsed.success && action.asksMore?.(parsed.data));
}

/** One incident or several, as a button names them. */
function several(logKeys: string[]): Record<string, string> {
  const [only] = logKeys;
  return logKeys.length === 1 && only ? { incident: only } : { incidents: logKeys.join(' ') };
}

async function prefilled(
  action: IncidentAction,
  states: IncidentState[],
  input: Record<string, unknown> | undefined,
  view: View,
  look: CardContext,
  desk: Desk,
): Promise<Card> {
  const [only] = states;
  const verb = look.words(`talk:button.${action.verb}`);
  const data = {
    ...textsOf(input),
    ...several(states.map((state) => state.logKey)),
    nonce: desk.nonce(),
  };
  const button = {
    verb: action.verb,
    data,
    dialog: action.dialog !== undefined && !inFull(action, input),
    style: 'positive' as const,
  };
  if (states.length === 1 && only) {
    const { text } = rowFor(only, view, look);
    const of = await warned(action, states, desk.journal);
    const detail = of.length > 0 ? { detail: warningText(of, view, look) } : {};
    return noticeCard({ text, tone: 'plain', ...detail, buttons: [{ ...button, title: verb }] }, look);
  }
  return listCard(
    {
      title: look.words('talk:several.preview', { verb, count: states.length }),
      rows: [...states]
        .sort(bySeverity)
        .map((state) => ({ ...rowFor(state, view, look), button: undefined })),
      buttons: [{ ...button, title: look.words('talk:several.confirm', { verb, count: states.length }) }],
    },
    look,
  );
}
