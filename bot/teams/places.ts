/** Keeps where Muster is: it is added to channels and chats, removed from them, and service addresses change. */
import type { Activity } from 'botbuilder';
import { afterLoss, afterReturn, lost, regained, renamed, returned } from '../actions/automatic/reach.ts';
import type { Gone } from '../errors.ts';
import { type ChannelEvent, type ChannelState, channelLogKey, outageOf } from '../incidents/channel.ts';
import { personLogKey } from '../incidents/person.ts';
import type { Journal } from '../log/journal.ts';
import {
  type ChannelDraft,
  channels as channelKind,
  type PersonDraft,
  people as personKind,
} from '../log/kinds.ts';
import type { Messenger, Place } from '../ports.ts';
import { channelEventIn, type ChannelEvent as Happening } from './channel-events.ts';
import { placeOf, speakerOf } from './inbound.ts';

export interface PlacesOptions {
  journal: Journal;
  messenger: Messenger;
  channels(): Promise<ChannelState[]>;
  /** the same as known here, for what is looked up at every click */
  known(): Promise<ChannelState[]>;
  botId: string;
  /** the sandbox makes the first channel the SOC's; in production an administrator says so */
  firstChannelIsSoc: boolean;
  welcome(place: Place): Promise<Record<string, unknown>>;
  /** told where somebody else than Muster came or went */
  peopleChanged(place: Place): void;
}

export interface Places {
  note(activity: Activity): Promise<void>;
  /** Teams told us of a message that does not mention Muster: it does so where a team's owner consented. */
  hears(activity: Activity): Promise<void>;
  /** Teams took a message of ours there: it can be written to, whatever was found before */
  wrote(place: Place): Promise<void>;
  /** Teams won't let Muster write there any more */
  refused(place: string, why: Gone, code?: string): Promise<void>;
}

// Somebody who speaks there proves that it is there and Muster in it, but not that Muster may write there.
const disproved: readonly Gone[] = ['removed', 'deleted', 'disabled'];

export function createPlaces({
  journal,
  messenger,
  channels,
  known: knownChannels,
  botId,
  firstChannelIsSoc,
  welcome,
  peopleChanged,
}: PlacesOptions): Places {
  // Places that need nothing noted, so that a click costs no look at the store for it.
  const known = new Map<string, Place>();

  async function met(place: Place, activity: Activity, added: boolean): Promise<void> {
    const by = speakerOf(activity);
    const first =
      firstChannelIsSoc && place.kind === 'channel' && !(await channels()).some((c) => c.soc && c.present);
    const { entry } = await journal.append(
      channelKind,
      channelLogKey(place.id),
      (state): ChannelDraft | undefined => {
        const same =
          state.present && JSON.stringify(state.place) === JSON.stringify({ ...state.place, ...place });
        const events: ChannelEvent[] = same ? [] : [{ kind: 'met', place: { ...state.place, ...place } }];
        if (first && !state.soc) events.push({ kind: 'socNamed' });
        const { unreachable } = state;
        const mended = unreachable && (added || disproved.includes(unreachable.why));
        if (mended) events.push({ kind: 'reachable' });
        if (events.length === 0) return undefined;
        const back = mended || !state.present ? afterReturn(state) : [];
        return {
          actor: by ? { kind: 'person', oid: by.oid, name: by.name } : { kind: 'muster' },
          action: added ? 'added' : 'met',
          key: `met:${state.seq + 1}`,
          events,
          effects: back.length > 0 ? back : first || (added && state.seq > 0) ? [{ kind: 'reroute' }] : [],
        };
      },
    );
    if (place.kind === 'personal' && by) await meet(by.oid, place, activity);
    known.set(place.id, { ...known.get(place.id), ...place });
    if (added && entry) await messenger.post(place, { card: await welcome(place) });
  }

  async function meet(oid: string, place: Place, activity: Activity): Promise<void> {
    const zone = activity.localTimezone;
    await journal.append(personKind, personLogKey(oid), (state): PersonDraft | undefined => {
      const same =
        state.place?.id === place.id &&
        state.place.serviceUrl === place.serviceUrl &&
        state.language === activity.locale;
      if (same) return undefined;
      return {
        actor: { kind: 'person', oid, name: activity.from.name },
        action: 'met',
        key: `met:${state.seq + 1}`,
        events: [
          {
            kind: 'met',
            place,
            ...(activity.locale && { language: activity.locale }),
            ...(zone && { zone }),
          },
        ],
        effects: [],
      };
    });
  }

  async function left(place: Place): Promise<void> {
    known.delete(place.id);
    hearing.delete(place.id);
    await journal.append(channelKind, channelLogKey(place.id), (state): ChannelDraft | undefined =>
      state.present
        ? {
            actor: { kind: 'muster' },
            action: 'removed',
            key: `left:${state.seq + 1}`,
            events: [{ kind: 'left' }],
            effects: afterLoss(state),
          }
        : undefined,
    );
  }

  const hearing = new Set<string>();
  /** What Teams told of a channel, or of all that we know of a team. */
  async function happened({ of, what }: Happening, place: Place): Promise<void> {
    for (const { logKey, place: known } of await channels()) {
      if (known?.kind !== 'channel') continue;
      if (of === 'team' ? known.teamId !== place.teamId : known.id !== place.id) continue;
      await journal.append(channelKind, logKey, (state): ChannelDraft | undefined => {
        if (what === 'renamed')
          return renamed(state, of === 'team' ? { teamName: place.teamName } : { name: place.name });
        if ('lost' in what) return lost(state, what.lost);
        // Who is told that a channel was restored is in it again.
        return of === 'channel' && !state.present ? returned(state) : regained(state, what.back);
      });
    }
  }

  /** Whether it counts as unreachable now; a replica that was told otherwise must not rely on its memory of places. */
  async function isOut(id: string): Promise<boolean> {
    const channel = (await knownChannels()).find((one) => one.place?.id === id);
    return channel !== undefined && outageOf(channel) !== undefined;
  }

  return {
    async hears(activity) {
      const { id } = placeOf(activity);
      if (hearing.has(id)) return;
      await journal.append(channelKind, channelLogKey(id), (state): ChannelDraft | undefined =>
        state.present && !state.hearsAll
          ? {
              actor: { kind: 'muster' },
              action: 'hears all',
              key: `hearsAll:${state.seq + 1}`,
              events: [{ kind: 'hearsAll' }],
              effects: [],
            }
          : undefined,
      );
      hearing.add(id);
    },

    async note(activity) {
      const place = placeOf(activity);
      const event = channelEventIn(activity);
      if (event) return happened(event, place);
      if (isRemoval(activity, botId)) return left(place);
      const added = isAddition(activity, botId);
      if (!added && activity.type === 'conversationUpdate') return peopleChanged(place);
      // Not every activity tells everything of its place.
      const before = known.get(place.id);
      const asKnown = before && JSON.stringify({ ...before, ...place }) === JSON.stringify(before);
      if (!added && asKnown && !(await isOut(place.id))) return;
      await met(place, activity, added);
    },
    async wrote({ id }) {
      if (await isOut(id)) await journal.append(channelKind, channelLogKey(id), (state) => regained(state));
    },
    async refused(id, why, code) {
      await journal.append(channelKind, channelLogKey(id), (state) => lost(state, why, code));
    },
  };
}

// The docs say `Add`, the wire says `add`.
function isAddition({ type, action, membersAdded, recipient }: Activity, botId: string): boolean {
  if (type === 'installationUpdate') return /^add/i.test(action ?? '');
  return (
    type === 'conversationUpdate' && (membersAdded ?? []).some(({ id }) => isBot(id, botId, recipient?.id))
  );
}

function isRemoval({ type, action, membersRemoved, recipient }: Activity, botId: string): boolean {
  if (type === 'installationUpdate') return /^remove/i.test(action ?? '');
  return (
    type === 'conversationUpdate' && (membersRemoved ?? []).some(({ id }) => isBot(id, botId, recipient?.id))
  );
}

/** In a roster the bot goes by `28:` and its app id, and an activity is addressed to it under that id. */
function isBot(id: string, botId: string, recipient: string | undefined): boolean {
  return id === botId || id === `28:${botId}` || id === recipient;
}
