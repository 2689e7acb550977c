/**
 * Writes into a person's own log what they were refused for want of a right, and what they closed. Nobody waits for it,
 * and a flood writes little: of each, as many entries as make a burst within ten minutes, then one a minute that counts.
 */
import { hash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Refused } from '../errors.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import { personLogKey } from '../incidents/person.ts';
import { isIncidentLogKey } from '../incidents/state.ts';
import { burstOf, type Noted, noted, oneEachMs, type Watched, windowMs } from '../incidents/watch.ts';
import type { Actor } from '../log/entry.ts';
import type { Journal } from '../log/journal.ts';
import { people } from '../log/kinds.ts';
import type { Clock } from '../ports.ts';
import { createRecent } from '../recent.ts';
import { isForWantOfRight } from './allowed.ts';
import type { Asked } from './asked.ts';
import { actionOf, spoken } from './index.ts';
import { parseCommand } from './parse.ts';

type Who = Pick<Extract<Actor, { kind: 'person' }>, 'oid' | 'name'>;

export interface Watch {
  /** Somebody was refused something; only what they had no right to is written down. `incident`: of several, which. */
  refused(asked: Asked, refusal: Refused, incident?: string): void;
  /** Ends once all of it is written down, or could not be. */
  settled(): Promise<void>;
}

/** When something of one person was written down lately, and how much was not since. */
interface Pen {
  written: number[];
  left: number;
}

/** So many people are remembered; whoever else comes begins anew. */
const remembered = 20_000;

export function createWatch({
  journal,
  clock,
  logger,
}: {
  journal: Journal;
  clock: Clock;
  logger: Logger;
}): Watch {
  const pens = createRecent<string, Pen>(remembered);
  const writing = new Set<Promise<void>>();

  /** For how many it is to be written down now; undefined where it is only counted. */
  function takeUp(oid: string, of: Watched): number | undefined {
    const now = clock.now().getTime();
    const pen = pens.get(`${of} ${oid}`) ?? { written: [], left: 0 };
    pens.set(`${of} ${oid}`, pen);
    pen.written = pen.written.filter((at) => at > now - windowMs);
    const isFew = pen.written.length < burstOf[of];
    if (!isFew && now - (pen.written.at(-1) ?? 0) < oneEachMs) {
      pen.left += 1;
      return undefined;
    }
    const times = 1 + pen.left;
    pen.written.push(now);
    pen.left = 0;
    return times;
  }

  function write(who: Who, event: Noted, key: string): void {
    const logKey = personLogKey(who.oid);
    const one: Promise<void> = journal
      .append(people, logKey, (state) => noted(state, who, event, key, clock.now()))
      .then(
        () => undefined,
        (error) => logger.warn({ log: logKey, err: error }, 'what a person did could not be noted'),
      )
      .finally(() => writing.delete(one));
    writing.add(one);
  }

  journal.onAppended((entry, kind) => {
    if (kind !== 'incident' || entry.actor.kind !== 'person') return;
    const closes = (entry.events as IncidentEvent[]).some(
      (event) => event.kind === 'intended' && event.intent.change.status === 'Closed',
    );
    const times = closes && takeUp(entry.actor.oid, 'closed');
    if (!times) return;
    write(
      entry.actor,
      { kind: 'closed', incident: entry.logKey, times },
      `closed:${entry.logKey}:${entry.seq}`,
    );
  });

  return {
    refused(asked, refusal, incident) {
      if (!isForWantOfRight(refusal)) return;
      const { oid, name, place } = asked.speaker;
      const times = takeUp(oid, 'refused');
      if (!times) return;
      const event: Noted = {
        kind: 'refused',
        reason: refusal.reason ?? refusal.word,
        ...aboutIn(asked),
        ...(incident && { incident }),
        place: place.id,
        times,
      };
      // Teams delivers again what took long; that is no second attempt.
      const once = hash('sha256', JSON.stringify([asked.messageKey, event.reason, incident])).slice(0, 32);
      write({ oid, name }, event, `refused:${once}`);
    },
    async settled() {
      while (writing.size > 0) await Promise.all(writing);
    },
  };
}

/** What was asked for, as far as what came in says so in our own terms: never what somebody wrote. */
function aboutIn({
  data,
  text,
}: Asked): Pick<Extract<Noted, { kind: 'refused' }>, 'verb' | 'incident' | 'numbers'> {
  const command = parseCommand(text, spoken);
  const verb = command?.verb ?? actionOf(String(data.verb))?.verb;
  const { incident } = data;
  return {
    ...(verb && { verb }),
    ...(typeof incident === 'string' && isIncidentLogKey(incident) && { incident }),
    ...(command && command.numbers.length > 0 && { numbers: command.numbers.slice(0, 20) }),
  };
}
