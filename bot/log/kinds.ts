/** The kinds of log there are, each with its fold. */
import {
  type ChannelEffect,
  type ChannelEvent,
  type ChannelState,
  emptyChannel,
  foldChannel,
} from '../incidents/channel.ts';
import { copied } from '../incidents/copy.ts';
import type { IncidentEffect, IncidentEvent } from '../incidents/events.ts';
import { storedRowOf } from '../incidents/figures-row.ts';
import { foldIncident } from '../incidents/fold.ts';
import { keptOf } from '../incidents/kept.ts';
import {
  emptyPerson,
  foldPerson,
  type PersonEffect,
  type PersonEvent,
  type PersonState,
} from '../incidents/person.ts';
import { defenderNumber } from '../incidents/redirect.ts';
import { current, emptyIncident, type IncidentState } from '../incidents/state.ts';
import { stormKey } from '../incidents/storm.ts';
import { oldestText } from '../incidents/texts.ts';
import type { Troubles } from '../incidents/trouble.ts';
import type { Snapshot } from '../ports.ts';
import {
  type AnchorEffect,
  type AnchoredEvent,
  type AnchorsState,
  emptyAnchors,
  foldAnchors,
  isAnchors,
} from './anchors.ts';
import type { Draft, LogKind } from './journal.ts';

export type IncidentDraft = Draft<IncidentEvent, IncidentEffect>;
export type ChannelDraft = Draft<ChannelEvent, ChannelEffect>;
export type AnchorsDraft = Draft<AnchoredEvent, AnchorEffect>;
export type PersonDraft = Draft<PersonEvent, PersonEffect>;

export const incidents: LogKind<IncidentState, IncidentEvent, IncidentEffect> = {
  kind: 'incident',
  empty: emptyIncident,
  fold: foldIncident,
  kept: keptOf,
  index: (state) => {
    if (!state.seen) return { ...troubled(state), oldestText: oldestText(state) };
    const { status, number } = current(state);
    const providerNumber = defenderNumber(current(state));
    const storms = Object.entries(state.grouped).map(([channel, { storm }]) => stormKey(channel, storm));
    const closedAt = state.deletedAt ?? state.closedAt;
    const threads = Object.values(state.sent).flatMap((sent) =>
      Object.values(sent).flatMap(({ thread, copies = [] }) => [
        thread,
        ...copies.map((copy) => copy.thread),
      ]),
    );
    return {
      open: status !== 'Closed',
      number,
      ...(providerNumber !== undefined && { providerNumber }),
      ...(closedAt && { closedAt }),
      ...(storms.length > 0 && { storms }),
      ...(threads.length > 0 && { threads: [...new Set(threads)] }),
      version: state.seen.etag,
      row: storedRowOf(state),
      oldestText: oldestText(state),
      ...troubled(state),
    };
  },
};

export const channels: LogKind<ChannelState, ChannelEvent, ChannelEffect> = {
  kind: 'channel',
  empty: emptyChannel,
  fold: foldChannel,
  kept: withoutKeys,
  index: (state) => ({ ...troubled(state), oldestText: oldestText(state) }),
};

export const people: LogKind<PersonState, PersonEvent, PersonEffect> = {
  kind: 'person',
  empty: emptyPerson,
  fold: foldPerson,
  kept: withoutKeys,
  index: (state) => ({ ...troubled(state), oldestText: oldestText(state) }),
};

/** No person writes anything there. */
export const anchors: LogKind<AnchorsState, AnchoredEvent, AnchorEffect> = {
  kind: 'anchors',
  empty: emptyAnchors,
  fold: foldAnchors,
  kept: withoutKeys,
  index: () => ({}),
};

function troubled({ trouble }: { trouble?: Troubles }): { trouble?: true } {
  return trouble && Object.keys(trouble).length > 0 ? { trouble: true } : {};
}

/** The kind of a log, told from its key. */
export function kindOf(logKey: string): typeof incidents | typeof channels | typeof people | typeof anchors {
  if (logKey.startsWith('incident:')) return incidents;
  if (logKey.startsWith('channel:')) return channels;
  if (isAnchors(logKey)) return anchors;
  return people;
}

/** A log's snapshot as its state stands now; the state may go on changing. */
export function snapshotOf(kind: typeof incidents, state: IncidentState): Snapshot {
  return {
    logKey: state.logKey,
    kind: kind.kind,
    seq: state.seq,
    state: copied(kind.kept(state)),
    ...kind.index(state),
  };
}

function withoutKeys<S extends { keys: unknown; texts?: unknown }>({
  keys: _keys,
  texts: _texts,
  ...state
}: S): object {
  return state;
}
