/** What came of an effect that was tried: appended where it is news, put off where it failed, parked where it can't work. */
import { deleted } from '../actions/automatic/deleted.ts';
import { lost } from '../actions/automatic/reach.ts';
import { visibleOf } from '../actions/automatic/seen.ts';
import { NotFound, Upstream, type UpstreamDetails } from '../errors.ts';
import { channelLogKey } from '../incidents/channel.ts';
import { after, consequences } from '../incidents/consequences.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import type { Incident } from '../incidents/incident.ts';
import { current, type IncidentState, lateIntents } from '../incidents/state.ts';
import { parkedLike, type TroubleEvent, type Troubles, type Where } from '../incidents/trouble.ts';
import type { Effect, Entry, Event, OpenEffect } from '../log/entry.ts';
import type { WithoutId } from '../log/journal.ts';
import { channels, incidents, kindOf } from '../log/kinds.ts';
import type { Pacing } from '../pace/pacing.ts';
import type { Log } from '../ports.ts';
import { endOfDelay, followDelayMs } from './delay-follow.ts';
import type { Outcome, Tools } from './handler.ts';
import { channelOf, type Kind, taskOf } from './index.ts';
import type { Leases } from './leases.ts';
import { settledMs } from './once.ts';
import { codeOf, fateOf, isKnown, isOvertaken, outcomeKey, toldOf, whereOf, whose } from './parking.ts';
import { findChannel } from './place.ts';
import { nextTry } from './retry.ts';
import { lateIn, surplusOf, takenBack } from './surplus.ts';

interface AftermathOptions {
  log: Log;
  tools: Omit<Tools, 'shown'>;
  pacing: Pick<Pacing, 'channels'>;
  leases: Leases;
  /** a failing effect is shown on the card after this long */
  delayedAfterMs: number;
  /** between 0 and 1 */
  random?: (() => number) | undefined;
}

type ParkedEvent = Extract<TroubleEvent, { kind: 'parked' }>;

/** One try: the effect as stored, and the entry that first asked for it, which is another where it is tried again. */
export interface Tried {
  entry: Entry;
  effect: Effect;
  open: OpenEffect;
  asked: Entry;
}

/** Whether Sentinel answered a write with something that people don't see yet, because others wrote too. */
function differs(incident: Incident, state: IncidentState): boolean {
  return visibleOf(current(state)) !== visibleOf(incident);
}

/** Whether a card may say that something is not in Sentinel, which no entry asked for: the clocks differ a little. */
function mayLookLate(state: IncidentState, now: string): boolean {
  return lateIntents(state, new Date(Date.parse(now) + 30_000)).length > 0;
}

export function createAftermath({ log, tools, pacing, leases, delayedAfterMs, random }: AftermathOptions) {
  const now = (): string => tools.clock.now().toISOString();

  /** What came of an effect is an entry of its own; so is that a delay is over, or that a parked one is done by this one. */
  async function record(entry: Entry, effect: Effect, outcome: Outcome, failedBefore = false): Promise<void> {
    const kind = kindOf(entry.logKey) as typeof incidents;
    const overIn = (state: object): string[] => {
      const { trouble = {} } = state as { trouble?: Troubles };
      return [...new Set([...(trouble[effect.id] ? [effect.id] : []), ...parkedLike(trouble, effect)])];
    };
    // Most updates leave nothing to record, and an append that writes nothing reads the log to be sure of it. Whoever
    // tried it before may have died just when they had told that it is late.
    const known = await tools.journal.read(kind, entry.logKey, failedBefore);
    if (!outcome.events?.length && !outcome.effects?.length && overIn(known).length === 0) return;
    const { earlier } = await tools.journal.append(kind, entry.logKey, (state) => {
      // Asked for by another effect, it is there by now: ours came too late.
      const late = kind === incidents && lateIn(outcome.events, state);
      if (late) return takenBack(late, entry.logKey);
      const over = overIn(state);
      const events = [
        ...(outcome.events ?? []),
        ...over.map((id) => ({ kind: 'recovered', effect: id })),
      ] as IncidentEvent[];
      // What was sent may show a trouble that is over with it.
      const then = over.length > 0 && kind === incidents ? after(state, events, tools.clock.now()) : state;
      const wanted = typeof outcome.effects === 'function' ? outcome.effects(then) : outcome.effects;
      const effects = [...(wanted ?? [])];
      if (events.length === 0 && effects.length === 0) return undefined;
      const news = events.some(
        (event) => event.kind === 'synced' && (differs(event.incident, state) || mayLookLate(state, now())),
      );
      if (kind === incidents && (over.length > 0 || news)) effects.push(...consequences(state, events));
      return { ...byMuster(effect, 'done', events, effects), ...(effects.length === 0 && { outcome: true }) };
    });
    if (earlier !== undefined) await takeBack(entry, outcome, earlier);
  }

  /** Another replica took this one for dead and posted it as well: ours is one too many, and is taken back. */
  async function takeBack({ logKey }: Entry, outcome: Outcome, earlier: number): Promise<void> {
    const before = (await tools.journal.entries(logKey)).find(({ seq }) => seq === earlier);
    for (const one of surplusOf(outcome.events, before?.events)) {
      const draft = takenBack(one, logKey);
      await tools.journal.append(kindOf(logKey) as typeof incidents, logKey, () => draft);
    }
  }

  function byMuster(effect: Effect, how: string, events: Event[], effects: WithoutId<Effect>[] = []) {
    return {
      actor: { kind: 'muster' as const },
      action: `${effect.kind} ${how}`,
      key: outcomeKey(how, effect.id),
      events: events as IncidentEvent[],
      effects: effects as never[],
    };
  }

  /** Gives whether it is over: it is let go of, or parked until a person decides. `asked`: the entry that first asked. */
  async function failed(
    { entry, effect, open, asked }: Tried,
    kind: Kind,
    error: unknown,
    carriedOut: boolean,
  ): Promise<boolean> {
    const details = error instanceof Upstream ? error.details : undefined;
    if (details?.paced && !carriedOut) {
      await putOff(entry, effect, details.retryAfterMs ?? 0, open.uncertain);
      return false;
    }
    const message = error instanceof Error ? error.message : String(error);
    const known = isKnown(error);
    const fate = fateOf(error, effect, open, tools.clock.now());
    // That the channel can't be reached was told when that began.
    const oldNews = details?.operation === findChannel;
    tools.logger[oldNews ? 'debug' : known ? 'warn' : 'error'](
      { log: entry.logKey, effect, err: known ? message : error },
      fate === 'again' ? 'will try again' : fate === 'let go' ? 'let go of' : 'tries no more',
    );
    // Also where it was sent and the log could not be told; of the store's lost answers, none sent anything.
    const unknown = details?.service === 'teams' && details.outcome === 'unknown';
    const uncertain = open.uncertain || (kind.onlyOnce && (carriedOut || unknown));
    const channel = channelOf(entry, effect);
    // Whoever found the effect before that is noted with it must hear of it too, from the channel's pace.
    if (uncertain && channel) pacing.channels.doubt(channel, taskOf(entry, effect));
    const since = open.failing?.since ?? now();
    const where = whereOf(kind, error);
    try {
      if (fate !== 'again') {
        await noteLoss(details);
        // A card that could not be changed is brought up to date when its channel is back.
        if (error instanceof NotFound && kind.lane === 'sentinel')
          await tools.journal.append(incidents, entry.logKey, (state) => deleted(state, tools.clock.now()));
        else if (fate !== 'let go')
          await park(
            { entry, effect, open, asked },
            { where, since, why: fate, error: message.slice(0, 300), code: codeOf(error) },
            uncertain === true,
          );
        else if (!(details?.gone && effect.kind === 'card.update')) await letGo(entry, effect, message);
        return true;
      }
      // Until it can be looked for, which it can't at once.
      const wait = Math.max(details?.retryAfterMs ?? 0, kind.onlyOnce && unknown ? settledMs : 0);
      const next: OpenEffect = {
        due: nextTry(tools.clock.now(), open.attempts, wait, random).toISOString(),
        attempts: open.attempts + 1,
        failing: { since, error: message.slice(0, 300) },
        ...(!known && { unexpected: (open.unexpected ?? 0) + 1 }),
        ...(uncertain && { uncertain: true }),
      };
      // Before it is anybody's to try again, so that whoever does it knows that there is a delay to end.
      if (Date.parse(now()) - Date.parse(since) >= delayedAfterMs)
        await delay(entry, effect, { where, since, error: message.slice(0, 300) });
      let isStruck = false;
      await log.amend(entry.logKey, entry.seq, (kept) => {
        isStruck = kept.open[effect.id] === undefined;
        return isStruck ? kept : { ...kept, open: { ...kept.open, [effect.id]: next } };
      });
      // Another was done with it meanwhile, who may not have known of the delay yet.
      if (isStruck) await endDelay(entry, effect);
      return isStruck;
    } catch (second) {
      // The store is out of reach: the lease runs out, and the effect is found again.
      tools.logger.warn({ log: entry.logKey, effect, err: second }, 'could not note a failed try');
    }
    return false;
  }

  /** It was not its turn: nothing was tried, so nothing is counted or told. */
  async function putOff(entry: Entry, effect: Effect, ms: number, uncertain = false): Promise<void> {
    await leases
      .putOff(entry, [effect.id], ms, uncertain)
      .catch((error) => tools.logger.warn({ log: entry.logKey, effect, err: error }, 'could not put it off'));
  }

  /** What Teams says of a channel is kept with the channel, once. */
  async function noteLoss(details: UpstreamDetails | undefined): Promise<void> {
    const { gone, place, code } = details ?? {};
    if (!gone || !place || details?.operation === findChannel) return;
    await tools.journal.append(channels, channelLogKey(place), (state) => lost(state, gone, code));
  }

  /** There is nothing for a person to decide: only the history says so. */
  async function letGo(entry: Entry, effect: Effect, error: string): Promise<void> {
    if (kindOf(entry.logKey) !== incidents) return;
    await tools.journal.append(incidents, entry.logKey, () => {
      const card =
        effect.kind === 'card.post' && 'channel' in effect ? { channel: String(effect.channel) } : {};
      const gaveUp: IncidentEvent = {
        kind: 'gaveUp',
        effect: effect.id,
        error: error.slice(0, 300),
        ...card,
      };
      return byMuster(effect, 'let go of', [gaveUp]);
    });
  }

  /** It is not tried any more until a person says so: kept in its log, and told to those whose act it was. */
  async function park(
    { entry, effect, asked }: Tried,
    { code, ...why }: Pick<ParkedEvent, 'where' | 'since' | 'why' | 'error' | 'code'>,
    uncertain: boolean,
  ): Promise<void> {
    const channel = channelOf(entry, effect);
    const event: ParkedEvent = {
      kind: 'parked',
      effect: { ...effect, ...(uncertain && { uncertain }) },
      ...why,
      ...(code && { code }),
      ...(channel && { channel }),
      ...whose(asked, effect),
    };
    const kind = kindOf(entry.logKey) as typeof incidents;
    const { entry: written } = await tools.journal.append(kind, entry.logKey, (state) =>
      kind === incidents
        ? parking(state, entry, event)
        : byMuster(
            effect,
            'parked',
            [event],
            event.by ? [{ kind: 'tell.parked', of: effect.id } as never] : [],
          ),
    );
    if (written)
      tools.logger.error(
        { log: entry.logKey, effect, why: why.why, err: why.error },
        'An effect can’t be done and waits for a person: say “health” to Muster to see it, and try it again or drop it there.',
      );
  }

  function parking(state: IncidentState, entry: Entry, event: ParkedEvent) {
    const { effect } = event;
    // What was wanted since has a write of its own, which is still to be tried.
    const unwritten =
      effect.kind === 'sentinel.write' ? state.pending.filter(({ id }) => Number(id) <= entry.seq) : [];
    if (isOvertaken(state, effect, unwritten)) return undefined;
    const events: IncidentEvent[] = [
      { ...event, ...(unwritten.length > 0 && { intents: unwritten.map(({ id }) => id) }) },
    ];
    const next = after(state, events, tools.clock.now());
    // It was told when it was first parked.
    const again = effect.again !== undefined || parkedLike(state.trouble, effect).length > 0;
    const told = again ? [] : toldOf(next, event, unwritten);
    return byMuster(effect, 'parked', events, [...consequences(next, events), ...told]);
  }

  /** It still fails: shown, once for each place where something got stuck. */
  async function delay(
    entry: Entry,
    effect: Effect,
    how: { where: Where; since: string; error: string },
  ): Promise<void> {
    const channel = channelOf(entry, effect);
    const kind = kindOf(entry.logKey) as typeof incidents;
    await tools.journal.append(kind, entry.logKey, (state) => {
      const { trouble = {} } = state as { trouble?: Troubles };
      const shown = Object.values(trouble).some(
        (one) => !one.parked && one.where === how.where && one.channel === channel,
      );
      if (shown || trouble[effect.id]) return undefined;
      const events: IncidentEvent[] = [
        { kind: 'delayed', effect: effect.id, of: effect.kind, ...how, ...(channel && { channel }) },
      ];
      // An update that is late asks for no other updates, which would be late as well.
      const tells = kind === incidents && !effect.kind.endsWith('.update');
      const due = new Date(tools.clock.now().getTime() + followDelayMs).toISOString();
      const follow = { kind: 'delay.follow' as const, of: effect.id, due };
      return byMuster(effect, 'delayed', events, [...(tells ? consequences(state, events) : []), follow]);
    });
  }

  /** It is late no longer, though by no try of ours. */
  async function endDelay(entry: Entry, effect: Effect): Promise<void> {
    const kind = kindOf(entry.logKey) as typeof incidents;
    await tools.journal.append(kind, entry.logKey, (state) => {
      const events = endOfDelay(state, effect.id);
      if (events.length === 0) return undefined;
      return byMuster(effect, 'recovered', events, kind === incidents ? consequences(state, events) : []);
    });
  }

  return { record, failed, putOff };
}
