/** Carries an act to its log: looks up, decides, appends. The only caller of a verb's `decide`. */
import type { CardContext } from '../../cards/context.ts';
import { checked } from '../checked.ts';
import { Refused } from '../errors.ts';
import { type ChannelState, channelLogKey } from '../incidents/channel.ts';
import { after, consequences } from '../incidents/consequences.ts';
import type { IncidentEvent } from '../incidents/events.ts';
import type { Brief } from '../incidents/grouping.ts';
import { isMerged } from '../incidents/redirect.ts';
import type { Holidays } from '../incidents/schedule.ts';
import { current as currentOf, type IncidentState } from '../incidents/state.ts';
import type { Journal } from '../log/journal.ts';
import { channels as channelKind, incidents as incidentKind } from '../log/kinds.ts';
import { allow } from './allowed.ts';
import { rerouted } from './automatic/seen.ts';
import { notDeleted, numbered } from './changes.ts';
import { withinBudget } from './comment-budget.ts';
import type { ChannelAction, Context, IncidentAction, IncidentDecision, Say } from './define.ts';
import type { Finder } from './finder.ts';
import { survivorOf } from './follow.ts';
import { forIncident, type Gathering, rosters } from './gather.ts';
import { endNotices, freed, refuseAlone } from './second-person.ts';

/** What became of an act: what to say, and the state to show. */
export interface Acted {
  say: Say;
  state: IncidentState;
}

export type Acting = Gathering & {
  journal: Journal;
  finder: Pick<Finder, 'named'>;
  /** seconds for which a thread must be quiet before its messages go to Sentinel */
  quietSeconds: number;
};

export type SettingUp = Acting & {
  /** the channels as the store holds them now: for what is decided over all of them */
  channelsNow(): Promise<ChannelState[]>;
  /** days on which nobody works; absent: none */
  holidays?: Holidays;
};

// A person waits for a click: after this many lost races it is said, and nothing is lost.
const clickTries = 4;

/** Acts on one incident, as one person; `quiet` as one of many. Throws Refused with the sentence to say. */
export async function act(
  action: IncidentAction,
  logKey: string,
  input: unknown,
  asked: Context,
  key: string,
  around: Acting,
  quiet = false,
): Promise<Acted> {
  const read = checked(action.input, input);
  if (read === undefined) throw new Refused('input', { verb: action.verb });
  const known = await around.journal.read(incidentKind, logKey, false);
  if (!known.seen) throw new Refused('unknownIncident');
  const members = action.needs === 'rosters' ? await rosters(asked, known, around) : [];
  const survivor = action.needs === 'survivor' ? await survivorNamed(read, logKey, around) : undefined;
  const channels = await around.channels();
  let say: Say = { key: 'done' };
  const { state } = await around.journal.append(
    incidentKind,
    logKey,
    (current) => {
      const context = {
        ...forIncident(asked, current),
        members,
        around: channels,
        ...(survivor && { survivor }),
      };
      allow(action, context, current);
      if (!action.onDeleted) notDeleted(current);
      // Delivered again: what it did already must not refuse it.
      const again = current.keys[key] !== undefined;
      const decision = decided(() => {
        if (!action.onMerged) refuseMerged(current);
        return action.decide(current, read, context);
      }, again);
      if (!decision) return undefined;
      say = decision.say;
      if (again || decision.events.length === 0) return undefined;
      refuseAlone(current, decision.events, context.twoPeople);
      const then = (all: IncidentEvent[]) => after(current, all, context.now, decision.texts);
      let events = decision.events;
      let next = then(events);
      if (events.some(movesRoutes)) {
        events = [...events, ...rerouted(next, currentOf(next), { channels })];
        next = then(events);
      }
      const free = freed(next, context.twoPeople);
      if (free.length > 0) {
        events = [...events, ...free];
        next = then(events);
      }
      return {
        actor: { kind: 'person', ...context.actor },
        action: action.verb,
        key,
        events,
        effects: [
          ...consequences(next, events, quiet),
          ...endNotices(current, next, events, context.actor),
          ...withinBudget(next, events, decision.effects ?? [], context.now, around.quietSeconds),
        ],
        texts: decision.texts,
      };
    },
    clickTries,
  );
  return { say, state };
}

/** What lives on in another incident is worked on there. */
function refuseMerged(state: IncidentState): void {
  if (!isMerged(state)) return;
  const { mergedInto } = state;
  throw mergedInto
    ? new Refused('merged', numbered(state, { into: String(mergedInto.number) }))
    : new Refused('mergedSomewhere', numbered(state));
}

/** The incident that the input's `into` names, or the one that it lives on in by now; undefined where there is none. */
async function survivorNamed(
  input: unknown,
  source: string,
  { journal, finder }: Acting,
): Promise<Context['survivor']> {
  const { into } = input as { into: string };
  const found = await finder.named(into, source);
  if (found.length > 1) throw new Refused('severalNumbers', { number: into });
  const [logKey] = found;
  if (!logKey) return undefined;
  const read = (key: string) => journal.read(incidentKind, key);
  if (!(await read(logKey)).seen) return undefined;
  return (await survivorOf(logKey, read, [source])) ?? 'round';
}

function decided(decide: () => IncidentDecision, again: boolean): IncidentDecision | undefined {
  try {
    return decide();
  } catch (error) {
    if (again && error instanceof Refused) return undefined;
    throw error;
  }
}

/** A severity or a tag makes an incident other teams' matter at once, as it would coming from Sentinel. */
function movesRoutes(event: IncidentEvent): boolean {
  if (event.kind !== 'intended') return false;
  const { severity, addLabels, removeLabels } = event.intent.change;
  return severity !== undefined || addLabels !== undefined || removeLabels !== undefined;
}

/** Changes what a channel is to Muster, or asks for something on a group of its storm, of which `inStorm` is all. */
export async function setUp(
  action: ChannelAction,
  input: unknown,
  asked: Context,
  key: string,
  around: SettingUp & { look: CardContext },
  inStorm: Brief[] = [],
): Promise<Say> {
  const read = checked(action.input, input);
  if (read === undefined) throw new Refused('input', { verb: action.verb });
  allow(action, asked);
  const others = await around.channelsNow();
  const members = [{ channel: asked.place.id, members: await around.directory.members(asked.place) }];
  const { look, holidays = [] } = around;
  const context = { ...asked, members, others, inStorm, look, holidays };
  let say: Say = { key: 'done' };
  await around.journal.append(channelKind, channelLogKey(asked.place.id), (state) => {
    const decision = action.decide(state, read, context);
    say = decision.say;
    if (decision.events.length === 0) return undefined;
    const events = state.place
      ? decision.events
      : [{ kind: 'met' as const, place: context.place }, ...decision.events];
    return {
      actor: { kind: 'person', ...context.actor },
      action: action.verb,
      key,
      events,
      effects: decision.effects ?? [],
      texts: decision.texts,
    };
  });
  if (action.verb === 'soc here') await endOthers(others, context, key, around);
  return say;
}

/** There is one SOC channel: naming another ends the one before. */
async function endOthers(
  others: ChannelState[],
  context: Context,
  key: string,
  around: Acting,
): Promise<void> {
  for (const other of others) {
    if (!other.soc || other.place?.id === context.place.id) continue;
    await around.journal.append(channelKind, other.logKey, (state) =>
      state.soc
        ? {
            actor: { kind: 'person', ...context.actor },
            action: 'soc here',
            key: `${key}:ended`,
            events: [{ kind: 'socEnded' }],
            effects: [],
          }
        : undefined,
    );
  }
}
