/**
 * Containment checks: what the SOC proposes to do about an incident, what the application team says that it would break,
 * and who decided what. A check may run a Sentinel playbook; nobody's silence ever runs anything. Pure.
 */
import type { Person } from './events.ts';
import { type Severity, severities } from './incident.ts';

export const measures = [
  'isolateHost',
  'disableAccount',
  'revokeSessions',
  'blockAddress',
  'stopWorkload',
  'rollBackWorkload',
  'rotateSecret',
  'playbook',
  'other',
] as const;
/** What is to be done; `other` is said in words. */
export type Measure = (typeof measures)[number];

/**
 * Who may decide: anybody of the application team's channel; whoever that channel has asked now; an analyst in the SOC's
 * channel; a manager of all, or the one named for that channel.
 */
export const deciders = ['team', 'contact', 'analyst', 'manager'] as const;
export type Decider = (typeof deciders)[number];

/** Who decides, and how many of them must say go ahead. One of them who says hold is enough to hold. */
export interface Rule {
  who: Decider[];
  people: 1 | 2;
}

/** For each measure the rule of each severity. */
export type Rules = Record<Measure, Record<Severity, Rule>>;

/** A Logic App that an agreed check can run on the incident: its name for people, and its ARM id. */
export interface Playbook {
  name: string;
  id: string;
}

/** What containment is set up with. */
export interface Containment {
  rules: Rules;
  playbooks: Playbook[];
}

/** How long a second analyst has, once nobody answered and that was the wish, in milliseconds. */
export const analystsMs = 30 * 60_000;

/** What would break, for whom, and when it is safe: in the team's words, each of which may be empty. */
export interface Impact {
  id: string;
  at: string;
  by: Person;
  breaks: string;
  whom: string;
  safe: string;
}

/** Somebody's decision; a later one of the same person takes the place of the one before. */
export interface Vote {
  id: string;
  at: string;
  by: Person;
  /** as what they decided */
  as: Decider;
  go: boolean;
  reason: string;
}

/**
 * One attempt to run a playbook, by the id of the effect that asks for it.
 * - `asked`: it is to be run; `begun`: from here on it may have been
 * - `ran`: Sentinel took it; `failed`: it did not run, and nobody tries it any more
 * - `doubt`: whether it ran is not known: a person looks
 */
export interface Run {
  id: string;
  at: string;
  is: 'asked' | 'begun' | 'ran' | 'failed' | 'doubt';
  /** how often it was begun and found not to have been done */
  tries: number;
  /** of one that failed: Sentinel's own status and code, or `late` */
  why?: string;
}

/**
 * - `open`: waits for a decision
 * - `agreed`: to be done, or being done; `done`: it is; `failed`: it is not, and could not be
 * - `doubt`: whether the playbook ran is not known
 * - `held`, `withdrawn`, `expired`: it is not done
 * - `lifted`: it was done, and is no more
 */
export type Standing =
  | 'open'
  | 'agreed'
  | 'done'
  | 'failed'
  | 'doubt'
  | 'held'
  | 'withdrawn'
  | 'expired'
  | 'lifted';

export interface Check {
  id: string;
  at: string;
  by: Person;
  /** the application team's channel that is asked */
  channel: string;
  measure: Measure;
  playbook?: Playbook;
  /** ids of the entities that it is about */
  entities: string[];
  /** what is to be done, where that is said in words; may be empty */
  doing: string;
  why: string;
  /** how it is lifted again */
  lifting: string;
  /** by when somebody is to decide; moved once, where a second analyst decides after that */
  due: string;
  onSilence: 'hold' | 'analyst';
  /** the rule as it was when it was proposed */
  rule: Rule;
  /** since when nobody answered, and analysts decide besides */
  analystsSince?: string;
  impacts: Impact[];
  votes: Vote[];
  standing: Standing;
  /** nobody decides on it any more, since its incident lives on in the one of this number */
  into?: number;
  /** number of the entry that changed it last */
  rev: number;
  /** since when it stands so */
  since: string;
  /** when it was done first; absent: never, or it turned out to have failed */
  doneAt?: string;
  /** who did last what made it stand so; absent: Muster, by itself */
  lastBy?: Person;
  /** why: of a withdrawal, an outcome that a person told, a lifting; may be empty */
  note: string;
  /** the SOC went ahead without the team's word */
  overridden?: { by: Person; at: string; reason: string };
  runs: Run[];
  /** whether the service is healthy again, asked once it is lifted; the last word counts */
  health: { id: string; at: string; by: Person; healthy: boolean; words: string }[];
}

export type ContainmentEvent =
  /** texts `doing`, `why`, `lifting` */
  | {
      kind: 'proposed';
      id: string;
      by: Person;
      channel: string;
      measure: Measure;
      playbook?: Playbook;
      entities: string[];
      due: string;
      onSilence: Check['onSilence'];
      rule: Rule;
    }
  /** texts `breaks`, `whom`, `safe` */
  | { kind: 'impactTold'; id: string; check: string; by: Person; channel: string }
  /** text `reason` */
  | { kind: 'decided'; id: string; check: string; by: Person; as: Decider; go: boolean; channel: string }
  /** it stands so from now on, as decisions or time have it */
  | {
      kind: 'settled';
      check: string;
      as: 'agreed' | 'held' | 'expired';
      channel: string;
      /** expired since its incident was merged into the one of this number before anybody decided */
      into?: number;
    }
  /** nobody answered: analysts decide besides, until then */
  | { kind: 'analystsAsked'; check: string; due: string; channel: string }
  /** text `reason`: the SOC goes ahead without the team's word */
  | { kind: 'overridden'; check: string; by: Person; channel: string }
  /** text `reason` */
  | { kind: 'checkWithdrawn'; check: string; by: Person; channel: string }
  /** from here on the playbook may have been run, by this effect */
  | { kind: 'runBegun'; check: string; run: string; channel: string }
  /** it was not run, and is tried again */
  | { kind: 'runPutOff'; check: string; run: string; channel: string }
  | {
      kind: 'runOver';
      check: string;
      run: string;
      as: 'ran' | 'failed' | 'doubt';
      why?: string;
      channel: string;
    }
  /** text `reason`: what a person says came of it; `again`: the playbook is to be run once more */
  | { kind: 'outcomeTold'; check: string; by: Person; as: 'done' | 'failed' | 'again'; channel: string }
  /** text `reason` */
  | { kind: 'lifted'; check: string; by: Person; channel: string }
  /** text `words` */
  | { kind: 'healthTold'; id: string; check: string; by: Person; healthy: boolean; channel: string };

export type CheckEffect =
  | { kind: 'check.post'; id: string; due?: string; channel: string; check: string }
  /** its time is up */
  | { kind: 'check.due'; id: string; due: string; check: string }
  | { kind: 'playbook.run'; id: string; due?: string; channel: string; check: string };

/** A check of an incident by its id. */
export function checkOf({ checks = [] }: { checks?: Check[] }, id: string): Check | undefined {
  return checks.find((check) => check.id === id);
}

/** It is done, may be, or is about to be: whoever closes the incident should know. */
export function isInForce({ standing }: Pick<Check, 'standing'>): boolean {
  return standing === 'agreed' || standing === 'done' || standing === 'doubt';
}

/** Those of an incident that are in force. */
export function inForce({ checks = [] }: { checks?: Check[] }): Check[] {
  return checks.filter(isInForce);
}

/** Who decides now: whom its rule names, and before them analysts once nobody answered. */
export function decidersOf({ rule, analystsSince }: Check): Decider[] {
  return analystsSince ? ['analyst', ...rule.who.filter((who) => who !== 'analyst')] : rule.who;
}

/** The decisions that stand: each person's last. */
export function standingVotes({ votes }: Pick<Check, 'votes'>): Vote[] {
  return votes.filter((vote, i) => !votes.slice(i + 1).some(({ by }) => isSame(by, vote.by)));
}

/** What the decisions come to: one who says hold holds it, and as many as it takes, none of them the proposer, agree. */
export function verdictOf(check: Check): 'agreed' | 'held' | undefined {
  const votes = standingVotes(check).filter(({ by }) => !isSame(by, check.by));
  if (votes.some(({ go }) => !go)) return 'held';
  // Once nobody answered, one analyst will do; the others are still as many as before.
  const byAnalyst = check.analystsSince !== undefined && votes.some(({ as }) => as === 'analyst');
  return byAnalyst || votes.length >= check.rule.people ? 'agreed' : undefined;
}

/** Whether two are the same person: by the object id that Teams vouches for. */
export function isSame(one: Pick<Person, 'oid'>, other: Pick<Person, 'oid'>): boolean {
  return one.oid.toLowerCase() === other.oid.toLowerCase();
}

/** The attempt to run its playbook that an effect asks for. */
export function runOf({ checks = [] }: { checks?: Check[] }, id: string): Run | undefined {
  return checks.flatMap(({ runs }) => runs).find((run) => run.id === id);
}

/** Whether the service is healthy again is still to be said. */
export function asksHealth({ standing, health }: Check): boolean {
  return standing === 'lifted' && health.at(-1)?.healthy !== true;
}

/** Where nobody sets others: the team decides; of what takes a service away, two of them, but for High, which can't wait. */
export const defaultContainment: Containment = {
  rules: Object.fromEntries(
    measures.map((measure) => {
      const takesAway = ['stopWorkload', 'rollBackWorkload', 'playbook'].includes(measure);
      const of = (severity: Severity): Rule => ({
        who: takesAway ? ['team', 'contact', 'manager'] : ['team', 'contact'],
        people: takesAway && severity !== 'High' ? 2 : 1,
      });
      return [measure, Object.fromEntries(severities.map((severity) => [severity, of(severity)]))];
    }),
  ) as Rules,
  playbooks: [],
};

/** What of the rules is set: for a measure and a severity, or for any (`*`). */
export type RulesSet = Partial<
  Record<Measure | '*', Partial<Record<Severity | '*', Partial<Rule> | undefined>> | undefined>
>;

/** The rules with what is set of them: what says most exactly what it is for wins. */
export function withRules(set: RulesSet, rules = defaultContainment.rules): Rules {
  const of = (measure: Measure, severity: Severity): Rule =>
    Object.assign(
      { ...rules[measure][severity] },
      set['*']?.['*'],
      set['*']?.[severity],
      set[measure]?.['*'],
      set[measure]?.[severity],
    );
  return Object.fromEntries(
    measures.map((measure) => [
      measure,
      Object.fromEntries(severities.map((severity) => [severity, of(measure, severity)])),
    ]),
  ) as Rules;
}

/** Containments in figures. */
export interface ContainmentFigures {
  /** that wait for a decision, and that are in force */
  open: number;
  inForce: number;
  /** how often the SOC went ahead without the team's word since then */
  overrides: number;
}

/** What of a check is counted. */
type Counted = Pick<Check, 'standing'> & { overridden?: { at: string } };

/** The figures of some checks; what counts by time is from `since` on and before `until` (epoch milliseconds). */
export function figuresOfChecks(
  checks: Counted[],
  since: number,
  until = Number.POSITIVE_INFINITY,
): ContainmentFigures {
  const count = (is: (check: Counted) => boolean): number => checks.filter(is).length;
  return {
    open: count(({ standing }) => standing === 'open'),
    inForce: count(isInForce),
    overrides: count(({ overridden }) => {
      const at = overridden && Date.parse(overridden.at);
      return at !== undefined && at >= since && at < until;
    }),
  };
}
