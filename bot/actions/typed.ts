/** Somebody typed to Muster, in a channel, a group chat or a personal chat. Never answered with silence. */

import type { CardContext } from '../../cards/context.ts';
import { listCard } from '../../cards/list/list.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import type { Card } from '../../cards/template.ts';
import { Refused } from '../errors.ts';
import { maySee, type View } from '../incidents/audience.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import { incidents as incidentKind } from '../log/kinds.ts';
import { act, setUp } from './act.ts';
import { allow } from './allowed.ts';
import type { Asked, Reply } from './asked.ts';
import { record } from './commanded.ts';
import type { Action, Context, IncidentAction } from './define.ts';
import { type Desk, mostAtOnce, notice } from './desk.ts';
import { forIncident, gather, viewOfPlace } from './gather.ts';
import { actions } from './index.ts';
import { inquire } from './inquire.ts';
import { messageKeyFor } from './keys.ts';
import { type Command, meant, parseCommand } from './parse.ts';
import { bySeverity, rowOf } from './rows.ts';
import { say } from './say.ts';
import { sayWords } from './say-words.ts';

const spoken = actions.filter((action) => action.verb !== 'say' && action.verb !== 'answer');

export async function typed(asked: Asked, look: CardContext, desk: Desk): Promise<Reply> {
  const context = await gather(asked.speaker, 'text', desk);
  const thread = await desk.finder.byThread(asked.conversation);
  // What acts is an entry itself; whatever else is said to Muster in an incident's thread, refused or not, is kept too.
  let kept = false;
  try {
    const done = await answered(asked, thread, context, look, desk);
    kept = done.kept;
    return done.reply;
  } finally {
    if (thread && asked.text && !kept) await record(thread, asked, context, desk);
  }
}

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
    return { reply: await settingUp(action, asked, context, look, desk), kept: false };
  const logKeys = await incidentsNamed(command, thread, desk);
  if (action.on === 'overview') {
    const input = action.typed?.(command.rest) ?? {};
    if (action.about === 'incident' && logKeys.length !== 1)
      throw new Refused('whichIncident', { verb: action.verb });
    const { here, alone } = await inquire(action, logKeys[0], input, context, look, desk);
    return { reply: { kind: 'post', card: here, ...(alone && { alone }) }, kept: false };
  }
  if (logKeys.length === 0) throw new Refused('whichIncident', { verb: action.verb });
  const acts = logKeys.length === 1 && (!action.dialog || action.typed?.(command.rest) !== undefined);
  const reply = await acting(action, command, logKeys, asked, context, look, desk);
  return { reply, kept: acts && logKeys[0] === thread };
}

/** Said in a channel, not to Muster: kept where it is an incident's thread, silently; everything else is let go of. */
export async function overheard(asked: Asked, _look: CardContext, desk: Desk): Promise<Reply> {
  const thread = asked.text ? await desk.finder.byThread(asked.conversation) : undefined;
  if (thread) await keep(asked, thread, await gather(asked.speaker, 'text', desk), desk);
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
  if (thread && !slip && asked.text) {
    const { say: done } = await keep(asked, thread, context, desk);
    return { reply: { kind: 'post', card: notice(sayWords(done, look), look) }, kept: true };
  }
  const text = guess ? look.words('talk:didYouMean', { verb: guess }) : look.words('talk:notUnderstood');
  const card = noticeCard({ text, tone: 'plain', detail: look.words('talk:sayHelp') }, look);
  return { reply: { kind: 'post', card }, kept: false };
}

async function settingUp(
  action: Action & { on: 'channel' },
  asked: Asked,
  context: Context,
  look: CardContext,
  desk: Desk,
): Promise<Reply> {
  if (!action.dialog) {
    const done = await setUp(
      action,
      {},
      context,
      messageKeyFor(asked.messageKey, action.verb, context.place.id),
      desk,
    );
    return { kind: 'post', card: notice(sayWords(done, look), look, 'good') };
  }
  allow(action, context);
  if (context.place.kind !== 'channel') throw new Refused('channelOnly');
  const title = look.words(`talk:button.${action.verb}`);
  const button = { title, verb: action.verb, data: {}, dialog: true, style: 'positive' as const };
  return {
    kind: 'post',
    card: noticeCard({ text: look.words('talk:connect.press'), tone: 'plain', buttons: [button] }, look),
  };
}

async function incidentsNamed(command: Command, thread: string | undefined, desk: Desk): Promise<string[]> {
  if (command.numbers.length === 0) return thread ? [thread] : [];
  if (command.numbers.length > mostAtOnce) throw new Refused('tooMany', { most: String(mostAtOnce) });
  const found = await Promise.all(command.numbers.map((number) => desk.finder.byNumber(number)));
  const missing = command.numbers.filter((_number, i) => found[i]?.length === 0);
  if (missing.length > 0) throw new Refused('noNumber', { numbers: missing.map((n) => `#${n}`).join(', ') });
  return found.flat();
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
  if (logKeys.length === 1 && only && (input || !action.dialog)) {
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
  const view = await viewOfPlace(context, desk);
  return { kind: 'post', card: prefilled(action, states, input, view, look, desk) };
}

function prefilled(
  action: IncidentAction,
  states: IncidentState[],
  input: Record<string, unknown> | undefined,
  view: View,
  look: CardContext,
  desk: Desk,
): Card {
  // Everybody here reads it, and not everybody may know of each incident.
  const named = (state: IncidentState) =>
    maySee(view, state)
      ? rowOf(state, look, look.now)
      : {
          ...rowOf(state, look, look.now),
          text: `#${current(state).number}`,
          detail: '',
          severity: undefined,
        };
  const [only] = states;
  const verb = look.words(`talk:button.${action.verb}`);
  const data = {
    ...Object.fromEntries(
      Object.entries(input ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    ),
    ...(states.length === 1 && only
      ? { incident: only.logKey }
      : { incidents: states.map((s) => s.logKey).join(' ') }),
    nonce: desk.nonce(),
  };
  const button = {
    verb: action.verb,
    data,
    dialog: action.dialog !== undefined && !input,
    style: 'positive' as const,
  };
  if (states.length === 1 && only) {
    const { text } = named(only);
    return noticeCard({ text, tone: 'plain', buttons: [{ ...button, title: verb }] }, look);
  }
  return listCard(
    {
      title: look.words('talk:several.preview', { verb, count: states.length }),
      rows: [...states].sort(bySeverity).map((state) => ({ ...named(state), button: undefined })),
      buttons: [{ ...button, title: look.words('talk:several.confirm', { verb, count: states.length }) }],
    },
    look,
  );
}
