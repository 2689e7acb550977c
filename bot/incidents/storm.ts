/** A channel's storms: when more comes than a channel can read, one card gathers it. Folded from the channel's log. */
import type { Refused } from '../errors.ts';
import type { Person } from './events.ts';

/** Something a person did to a whole group of a storm. */
export interface GroupAct {
  id: string;
  /** key of the group, see grouping.ts */
  group: string;
  verb: GroupVerb;
  by: Person;
  at: string;
  /** how many incidents it was meant for */
  count: number;
  /** absent: still under way */
  outcome?: GroupOutcome;
}

export type GroupVerb = 'acknowledge' | 'close';

/** What became of it: how many are as wanted now, and what was refused, the most frequent reason first. */
export interface GroupOutcome {
  done: number;
  /** how many stay open until a second person agrees */
  wanted?: number;
  refused: { word: string; params: Refused['params']; count: number }[];
}

export interface Storm {
  /** unique within its channel */
  id: string;
  since: string;
  /** the storm's card, once Teams has it */
  posted?: { thread: string; message: string };
  /** nothing joins it any more */
  ended?: string;
  /** the latest acts on its groups, oldest first */
  acts: GroupAct[];
  /** how many there were in all: a click is told from the one before by it */
  actCount: number;
}

export type StormEvent =
  /** more first cards came within a minute than a channel is to get */
  | { kind: 'stormBegan'; id: string }
  | { kind: 'stormPosted'; id: string; thread: string; message: string; again?: true }
  /** its card was posted twice, and this one is taken back */
  | { kind: 'stormSurplus'; id: string; thread: string; message: string }
  /** nothing joined it for a while */
  | { kind: 'stormEnded'; id: string }
  /** text `comment` where the verb takes one; `input` is the rest of what the verb takes */
  | {
      kind: 'groupActed';
      id: string;
      storm: string;
      group: string;
      verb: GroupVerb;
      by: Person;
      count: number;
      input: Record<string, string>;
    }
  | { kind: 'groupDone'; id: string; storm: string; outcome: GroupOutcome };

/** `storm.follow` keeps the card true while the storm lasts; `storm.update` does it once. */
export type StormEffect =
  | { kind: 'storm.post'; id: string; due?: string; channel: string; storm: string }
  | { kind: 'storm.follow'; id: string; due?: string; channel: string; storm: string }
  | { kind: 'storm.update'; id: string; due?: string; channel: string; storm: string }
  | { kind: 'group'; id: string; due?: string; channel: string; storm: string; act: string };

const keptActs = 3;

/** The storms after an event of the channel's log; the same list where the event is about none. */
export function foldStorms(storms: Storm[], event: { kind: string }, at: string): Storm[] {
  const told = event as StormEvent;
  const change = (id: string, make: (storm: Storm) => Storm): Storm[] =>
    storms.map((storm) => (storm.id === id ? make(storm) : storm));
  switch (told.kind) {
    case 'stormBegan':
      return [...storms, { id: told.id, since: at, acts: [], actCount: 0 }];
    case 'stormPosted':
      return change(told.id, (storm) => ({
        ...storm,
        posted: { thread: told.thread, message: told.message },
      }));
    case 'stormEnded':
      return change(told.id, (storm) => ({ ...storm, ended: at }));
    case 'groupActed': {
      const { id, group, verb, by, count } = told;
      const act: GroupAct = { id, group, verb, by, at, count };
      return change(told.storm, (storm) => ({
        ...storm,
        acts: [...storm.acts, act].slice(-keptActs),
        actCount: storm.actCount + 1,
      }));
    }
    case 'groupDone':
      return change(told.storm, (storm) => ({
        ...storm,
        acts: storm.acts.map((act) => (act.id === told.id ? { ...act, outcome: told.outcome } : act)),
      }));
    default:
      return storms;
  }
}

/** The key of a storm over all channels, as snapshots are found by it. */
export function stormKey(channel: string, storm: string): string {
  return `${channel} ${storm}`;
}
