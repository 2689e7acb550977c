/**
 * Sends a message that Teams takes no key for, so that it is there once. One whose answer got lost is looked for before
 * it is sent again; where nobody may look, it is sent once more and says so, and then no more.
 */
import { hash } from 'node:crypto';
import { Upstream } from '../errors.ts';
import type { ToldEvent } from '../incidents/channel.ts';
import type { Effect, Entry } from '../log/entry.ts';
import { paced } from '../pace/paced.ts';
import type { Message, Place, Posted } from '../ports.ts';
import type { Task, Tools } from './handler.ts';

export interface Sending {
  place: Place;
  /** whose answer it is; absent: it begins a thread */
  thread?: string;
  /** Makes the message once it is its turn; undefined where there is nothing to say any more. */
  compose(): Promise<Message | undefined>;
  /** the words of a message without a card, by which it is known */
  text?: string | undefined;
  /** messages that the log knows, of which this is none */
  known?: readonly string[];
  /** tells it from the other messages of its effect */
  part?: string;
}

/** What Teams has now. */
export interface Sent extends Posted {
  /** what it shows; absent where an earlier attempt was found, which may show something older */
  message?: Message;
  /** an earlier one may be there too */
  again?: true;
}

/** A message that was just sent is not to be found at once: Graph has it some seconds later. */
export const settledMs = 5000;
/** Teams' clock may go so much before ours. */
const skewMs = 2 * 60_000;
/** A Graph that can't be asked keeps a message waiting for so long, and no longer. */
const patienceMs = 60_000;

type Sendable = Pick<Task, 'entry' | 'effect' | 'open' | 'settling' | 'turn'>;

/** Undefined where there was nothing to say. Throws Upstream; `never` once two answers were lost and nobody may look. */
export async function sendOnce(task: Sendable, sending: Sending, tools: Tools): Promise<Sent | undefined> {
  const { place, thread, compose } = sending;
  const key = messageKey(task.entry, task.effect, sending.part);
  // Where it can be looked for, it can't be at once; clocks don't tell how long ago it was.
  if (task.settling) throw paced('teams', 'look for a message that may just have been sent', settledMs);
  const earlier = task.open.uncertain ? await lookFor(key, task, sending, tools) : 'not there';
  if (typeof earlier === 'object') return earlier;
  const again = earlier === 'nobody knows';
  await task.turn(place.id);
  const composed = await compose();
  if (!composed) return undefined;
  const summary = again ? await twice(composed, place, tools) : composed.summary;
  const message = { ...composed, key, ...(summary && { summary }) };
  const { messenger } = tools;
  const posted = await (thread
    ? messenger.reply(place, thread, message)
    : messenger.post(place, message)
  ).catch((error) => {
    throw again && error instanceof Upstream && error.details.outcome === 'unknown'
      ? lostTwice(error)
      : error;
  });
  return { ...posted, message: composed, ...(again && { again }) };
}

/** The event that names a message of which nothing more is to be known than that it is there. */
export function toldAs(channel: string, sent: Sent | undefined): ToldEvent[] {
  if (!sent) return [];
  const { thread, id: message, again } = sent;
  return [{ kind: 'told', channel, thread, message, ...(again && { again }) }];
}

/** The name that a message is found by; short, and the same for each attempt. */
export function messageKey({ logKey }: Pick<Entry, 'logKey'>, { id }: Pick<Effect, 'id'>, part = ''): string {
  return `m${hash('sha256', JSON.stringify([logKey, id, part])).slice(0, 20)}`;
}

async function lookFor(
  key: string,
  { entry, open }: Sendable,
  { place, thread, text, known = [] }: Sending,
  { messenger, clock, logger }: Tools,
): Promise<Posted | 'not there' | 'nobody knows'> {
  const since = new Date(Date.parse(entry.at) - skewMs);
  try {
    const found = await messenger.find(place, thread, key, since, text);
    if (!found || known.includes(found.id)) return 'not there';
    logger.info({ log: entry.logKey, message: found.id }, 'found a message whose answer was lost');
    return found;
  } catch (error) {
    if (!(error instanceof Upstream)) throw error;
    const { outcome, retryAfterMs = 0 } = error.details;
    const waited = clock.now().getTime() - Date.parse(open.failing?.since ?? clock.now().toISOString());
    if (outcome !== 'never' && waited + retryAfterMs < patienceMs) throw error;
    logger.warn({ log: entry.logKey, err: error.message }, 'a message is sent again without looking for it');
    return 'nobody knows';
  }
}

async function twice({ summary = '' }: Message, { id }: Place, tools: Tools): Promise<string> {
  return (await tools.lookAt(id)).words('talk:summary.twice', { summary });
}

function lostTwice(cause: Upstream): Upstream {
  return new Upstream(
    'Teams lost the answer to this message twice, and Muster may not look whether it is there: look in the channel yourself.',
    { ...cause.details, outcome: 'never' },
    cause,
  );
}
