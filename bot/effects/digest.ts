/** Sends a place the summary that somebody wants there again and again: what `status` answers, for who is there now. */
import { DateTime } from 'luxon';
import { type CardContext, clockOn, localeOf, timeOn } from '../../cards/context.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { digestDue } from '../actions/automatic/digest-due.ts';
import type { DigestHeading } from '../actions/define.ts';
import { refuseNothing } from '../actions/digest-rights.ts';
import { gatherFor } from '../actions/gather.ts';
import { actions } from '../actions/index.ts';
import { inquire } from '../actions/inquire.ts';
import { status } from '../actions/status.ts';
import { Refused } from '../errors.ts';
import { isReachable } from '../incidents/channel.ts';
import {
  type Digest,
  type DigestEffect,
  type DigestEvent,
  digestOf,
  isTooLate,
  type WhyEnded,
} from '../incidents/digest.ts';
import { type Holidays, lastUntil } from '../incidents/schedule.ts';
import { channels as channelKind } from '../log/kinds.ts';
import type { Message, Place } from '../ports.ts';
import type { Handler, Tools } from './handler.ts';
import { sendOnce, toldAs } from './once.ts';

/** Later than this it says so. */
const lateMs = 5 * 60_000;
/** What came before is not counted, see `status`. */
const mostDays = 99;

/** Its time came: that comes back as a request, and is decided like any other. */
export const keepDigestTime: Handler<DigestEffect> = async ({ entry, effect }, tools) => {
  const { journal, clock, holidays } = tools;
  await journal.append(channelKind, entry.logKey, (state) =>
    digestDue(state, effect, `effect:${effect.id}`, { now: clock.now(), holidays }),
  );
  return {};
};

export const sendDigest: Handler<DigestEffect> = async (task, tools) => {
  const { number, at } = task.effect;
  const state = await tools.journal.read(channelKind, task.entry.logKey);
  const missed: DigestEvent = { kind: 'digestMissed', number, at };
  const wanted = digestOf(state, number);
  // Whoever sent it may have died before it could strike it off.
  if (!wanted || isSent(wanted, at)) return {};
  if (!isReachable(state)) return { events: [missed] };
  const { place } = state;
  // An earlier attempt that is found there was that summary.
  const became: { event: DigestEvent | undefined } = { event: { kind: 'digestSent', number, at } };
  const compose = async (): Promise<Message | undefined> => {
    const digest = digestOf(await tools.journal.read(channelKind, task.entry.logKey, false), number);
    if (!digest || isTooLate(at, tools.clock.now())) {
      // What may have been sent is not called missed.
      became.event = digest && !task.open.uncertain ? missed : undefined;
      return undefined;
    }
    const look = await tools.lookAt(place.id, { language: digest.language, zone: digest.schedule.zone });
    const summary = look.words('talk:summary.digest', { time: dayAndTime(at, look) });
    try {
      return { card: await tools.few(() => summaryOf(digest, at, place, look, tools)), summary };
    } catch (error) {
      const why = whyOver(error);
      if (!why) throw error;
      became.event = { kind: 'digestEnded', number, why };
      // Nobody is there to be told.
      if (why === 'left') return undefined;
      const what = why === 'nothing' && place.kind === 'personal' ? 'alone' : why;
      const text = look.words(`talk:digests.ended.${what}`, { of: digest.of ?? '' });
      return {
        card: noticeCard({ text, detail: look.words('talk:digests.how'), tone: 'warning' }, look),
        summary,
      };
    }
  };
  const sent = await sendOnce(task, { place, compose }, tools);
  return { events: [...toldAs(place.id, sent), ...(became.event ? [became.event] : [])] };
};

const isSent = ({ sent = '' }: Digest, at: string): boolean => sent >= at;

/** The answer that a person would get there now. Throws Refused where there is none any more. */
async function summaryOf(digest: Digest, at: string, place: Place, look: CardContext, tools: Tools) {
  const context = await gatherFor(place, digest.by, tools);
  refuseNothing(context);
  const around = { ...tools, ...tools.standing, actions };
  const asked = { ...context, digest: headingOf(digest, at, place, look) };
  const { here } = await inquire(
    status,
    undefined,
    { of: wordsOf(digest, at, look, tools.holidays) },
    asked,
    look,
    around,
  );
  return here;
}

/** What somebody would say after `status` to be told the same: of no other time, of that since the one before. */
function wordsOf(
  { of, window, sent, missed, schedule }: Digest,
  at: string,
  { now, zone }: CardContext,
  holidays: Holidays,
): string {
  if (window) return of ?? '';
  // What was missed was to tell of the time before it.
  const first = missed && missed < at ? missed : at;
  const before = sent ? new Date(sent) : lastUntil(schedule, new Date(Date.parse(first) - 1), holidays);
  const earliest = DateTime.fromJSDate(now, { zone }).minus({ days: mostDays });
  const since = DateTime.max(DateTime.fromJSDate(before, { zone }), earliest);
  return [of, `since ${since.toFormat('yyyy-MM-dd HH:mm')}`].filter(Boolean).join(' ');
}

function headingOf({ number, missed }: Digest, at: string, place: Place, look: CardContext): DigestHeading {
  const { words, now } = look;
  const whose = place.kind === 'personal' ? 'yours' : 'ours';
  return {
    number,
    heading: words(`talk:digests.heading.${whose}`, { time: dayAndTime(at, look) }),
    remarks: [
      ...(now.getTime() - Date.parse(at) > lateMs
        ? [words('talk:digests.late', { time: clockOn(look, now) })]
        : []),
      ...(missed && missed < at ? [words('talk:digests.missed', { time: timeOn(look, missed) })] : []),
    ],
  };
}

/** `Thursday 08:00` */
function dayAndTime(at: string, look: CardContext): string {
  return DateTime.fromISO(at, { zone: look.zone }).setLocale(localeOf(look)).toFormat('cccc HH:mm');
}

/** Refusals after which there is nothing to send, now or later; undefined for what may pass. */
function whyOver(error: unknown): WhyEnded | undefined {
  if (!(error instanceof Refused)) return undefined;
  const [word] = error.word.split('.');
  if (word === 'notHere' || word === 'guest') return 'left';
  if (['digestNowhere', 'digestNothing', 'digestForNobody', 'needs', 'notMember'].includes(word!))
    return 'nothing';
  return ['statusNotRead', 'statusMeant', 'windowLong', 'windowAhead', 'input'].includes(word!)
    ? 'unknown'
    : undefined;
}
