/** A button was pressed. */

import type { CardContext } from '../../cards/context.ts';
import { listCard } from '../../cards/list/list.ts';
import { Refused } from '../errors.ts';
import { checkOf } from '../incidents/containment.ts';
import { act } from './act.ts';
import type { Asked, Reply } from './asked.ts';
import { checkCardIn, questionCardOf } from './cards.ts';
import type { Action, Context, IncidentAction } from './define.ts';
import { cardIn, type Desk, incidentIn, incidentsIn, notice } from './desk.ts';
import { isAboutDigests, onDigests } from './digest-turns.ts';
import { drop } from './drop.ts';
import { offersOf } from './file-turns.ts';
import { gather } from './gather.ts';
import { actionOf } from './index.ts';
import { inquire } from './inquire.ts';
import { clickKey } from './keys.ts';
import { isAboutLog, onLog } from './log-turns.ts';
import { errorWords, sayWords } from './say-words.ts';
import { onGroup } from './storm-turns.ts';

export async function click(asked: Asked, look: CardContext, desk: Desk): Promise<Reply> {
  const action = verbIn(asked.data);
  const need = action.on === 'overview' ? 'read' : 'act';
  const context = await gather(asked.speaker, 'button', desk, need);
  if (isAboutLog(asked.data)) {
    if (action.verb === drop.verb) throw new Refused('unknownVerb');
    return { kind: 'post', card: notice(await onLog(asked.data, context, look, desk), look, 'good') };
  }
  if (action.on === 'channel' && isAboutDigests(action)) return onDigests(action, asked, context, look, desk);
  if (action.on === 'channel')
    return { kind: 'tell', text: await onGroup(action, asked.data, context, look, desk) };
  if (action.on === 'overview') {
    if (action.about === 'storm') throw new Refused('unknownVerb');
    const logKey = action.about === 'incident' ? incidentIn(asked.data) : undefined;
    const answered = await inquire(action, logKey, asked.data, context, look, desk);
    const { here, alone } = answered;
    const offers = await offersOf(action, logKey, asked.data, answered, context, look, desk);
    // Turning a page replaces the page; an incident shown from a list comes beside it.
    return asked.data.page
      ? { kind: 'replace', card: here }
      : { kind: 'post', card: here, ...(alone && { alone }), ...offers };
  }
  // Only what can be typed in full has buttons that carry all of it, and so have nothing to ask.
  const inFull = action.typed !== undefined && action.input.safeParse(asked.data).success;
  if (action.dialog && !inFull) throw new Refused('unknownVerb');
  return actOnAll(action, asked, asked.data, context, look, desk);
}

/** The verb that a card's data names; only ours, and only what people may use. */
export function verbIn(data: Record<string, unknown>): Action {
  const action = typeof data.verb === 'string' ? actionOf(data.verb) : undefined;
  if (!action || action.verb === 'say') throw new Refused('unknownVerb');
  return action;
}

/** Acts on the one incident of a card, or on the several of a preview: an entry in each log, and one answer. */
export async function actOnAll(
  action: IncidentAction,
  asked: Asked,
  input: unknown,
  context: Context,
  look: CardContext,
  desk: Desk,
): Promise<Reply> {
  const logKeys = incidentsIn(asked.data);
  const key = (logKey: string): string =>
    clickKey(action.verb, context.actor.oid, { ...asked.data, incident: logKey });
  const [only] = logKeys;
  if (logKeys.length === 1 && only) {
    const { state, say } = await act(action, only, input, context, key(only), desk);
    const question = state.questions.find((q) => q.id === asked.data.question);
    if (asked.data.from === 'question' && question)
      return { kind: 'replace', card: questionCardOf(state, question, look) };
    const check = asked.data.from === 'check' && checkOf(state, String(asked.data.check));
    const shown = check && checkCardIn(state, check, context, look);
    if (shown) return { kind: 'replace', card: shown };
    if (asked.data.from === 'card') return { kind: 'replace', card: cardIn(state, context, look) };
    const card = notice(sayWords(say, look), look, 'good');
    return { kind: asked.data.from === 'list' ? 'post' : 'replace', card };
  }
  const rows = [];
  for (const logKey of logKeys) {
    const text = await act(action, logKey, input, context, key(logKey), desk).then(
      ({ say }) => sayWords(say, look),
      (error) => {
        if (error instanceof Refused) desk.watch.refused(asked, error, logKey);
        return errorWords(error, look);
      },
    );
    rows.push({ text });
  }
  return {
    kind: 'replace',
    card: listCard({ title: look.words('talk:several.done', { count: rows.length }), rows }, look),
  };
}
