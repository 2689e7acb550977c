/**
 * The figures of docs/METRICS.md a second time, straight from raw entries and as slowly as they are defined: for each
 * moment the log is read from its beginning. Nothing of the folds or of the figures is used here.
 */
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import type { Incident, IncidentChange, Severity } from '../../bot/incidents/incident.ts';
import type { IncidentEntry } from '../../bot/incidents/state.ts';

type EventOf<K extends IncidentEvent['kind']> = Extract<IncidentEvent, { kind: K }>;
export interface Said {
  n: number;
  median?: number;
  p90?: number;
  values?: number[];
}

const ranks: Severity[] = ['High', 'Medium', 'Low', 'Informational'];
const ms = (time: string): number => new Date(time).getTime();
const iso = (time: string): string => new Date(time).toISOString();

/** Every event up to and with entry `k` (from 0), with the entry that it is in. */
const upTo = (log: IncidentEntry[], k: number): { event: IncidentEvent; i: number; at: string }[] =>
  log.slice(0, k + 1).flatMap((entry, i) => entry.events.map((event) => ({ event, i, at: entry.at })));
const all = <K extends IncidentEvent['kind']>(log: IncidentEntry[], k: number, kind: K) =>
  upTo(log, k).filter((one): one is { event: EventOf<K>; i: number; at: string } => one.event.kind === kind);

function held(log: IncidentEntry[], k: number): Incident | undefined {
  return upTo(log, k)
    .flatMap(({ event }) => ('incident' in event ? [event.incident] : []))
    .at(-1);
}

const isDeleted = (log: IncidentEntry[], k: number): boolean =>
  upTo(log, k).findLast(
    ({ event: { kind } }) => kind === 'deletedInSentinel' || kind === 'restoredInSentinel',
  )?.event.kind === 'deletedInSentinel';

/** What is wanted after entry `k` and not in Sentinel. */
function wanted(log: IncidentEntry[], k: number): IncidentChange[] {
  const gone = all(log, k, 'deletedInSentinel').at(-1)?.i ?? -1;
  const over = [
    ...all(log, k, 'synced').flatMap(({ event }) => event.intents),
    ...all(log, k, 'gaveUp').flatMap(({ event }) => event.intents ?? []),
  ];
  return all(log, k, 'intended')
    .filter(({ event, i }) => i > gone && !over.includes(event.intent.id))
    .map(({ event }) => event.intent.change);
}

/** Status, severity and classification that people see after entry `k`. */
function seen(log: IncidentEntry[], k: number) {
  const version = held(log, k)!;
  const { status, severity, classification, owner } = version;
  const told = { status, severity, classification, owner };
  for (const change of wanted(log, k)) {
    if (change.status) told.status = change.status;
    if (change.severity) told.severity = change.severity;
    if (change.owner !== undefined) told.owner = change.owner ?? undefined;
    if (change.classification) told.classification = change.classification;
    if (told.status !== 'Closed') told.classification = undefined;
  }
  return isDeleted(log, k) ? { ...told, status: 'Closed' as const } : told;
}

const last = (log: IncidentEntry[]): number => log.length - 1;
const isShut = (log: IncidentEntry[], k: number): boolean => seen(log, k).status === 'Closed';

/** Each time that it became closed, and when it was opened again. Being deleted is neither. */
function closings(log: IncidentEntry[]): { at: string; reopened?: string }[] {
  const found: { at: string; reopened?: string }[] = [];
  let shut = false;
  log.forEach(({ at }, k) => {
    const now = isShut(log, k);
    if (now && !shut && !isDeleted(log, k)) {
      shut = true;
      found.push({ at: k === 0 ? iso(held(log, 0)!.modifiedAt) : at });
    } else if (!now && shut) {
      shut = false;
      found.at(-1)!.reopened = at;
    }
  });
  return found;
}

const notActs = ['commanded', 'cardAsked', 'edited', 'deleted', 'mergedInto', 'retried', 'dropped', 'erased'];
const byTeam = ['answered', 'passedOn', 'givenTime', 'noted', 'impactTold', 'handedBack', 'healthTold'];

function isTeams(log: IncidentEntry[], event: IncidentEvent): boolean {
  const routes = all(log, last(log), 'routed').at(-1)!.event.routes;
  const ofTeam = (channel?: string): boolean =>
    routes.some((route) => route.channel === channel && route.audience === 'team');
  if (event.kind === 'decided') return ['team', 'contact'].includes(event.as);
  if (event.kind === 'intended') return ofTeam(event.intent.channel);
  if (event.kind === 'acknowledged' || event.kind === 'commented') return ofTeam(event.channel);
  return byTeam.includes(event.kind);
}

/** All acts of people that are known: when, and whether a team's. */
function acts(log: IncidentEntry[]): { at: string; team: boolean }[] {
  const wasNotWaitedFor = (k: number): boolean => k > 0 && isShut(log, k - 1) && isShut(log, k);
  const inTeams = log.flatMap((entry, k) => {
    const act = entry.events.find(({ kind }) => !notActs.includes(kind));
    if (wasNotWaitedFor(k)) return [];
    return entry.actor.kind === 'person' && act ? [{ at: entry.at, team: isTeams(log, act) }] : [];
  });
  const inTime = (at: string, i: number): boolean => {
    const closing = closings(log.slice(0, i + 1)).at(-1);
    return !isShut(log, i) || (closing !== undefined && !closing.reopened && ms(at) <= ms(closing.at));
  };
  const heard = all(log, last(log), 'heard')
    .filter(({ event, i }) => event.author.userPrincipalName && inTime(event.at, i))
    .map(({ event }) => ({ at: iso(event.at), team: false }));
  const changed = all(log, last(log), 'changed').flatMap(({ event, i, at }) => {
    const before = held(log, i - 1)!;
    const { incident } = event;
    const who = (one: Incident): string => one.owner?.objectId ?? '';
    const wants = wanted(log, i);
    const newOwner = who(incident) !== who(before) && incident.owner?.userPrincipalName;
    const moved = incident.status !== before.status;
    const owned = incident.owner?.userPrincipalName ?? before.owner?.userPrincipalName;
    const known = {
      owner: wants.some((change) => (change.owner?.objectId ?? '') === who(incident)),
      status: wants.some((change) => change.status === incident.status),
    };
    if (wasNotWaitedFor(i)) return [];
    if (!((newOwner && !known.owner) || (moved && owned && !known.status))) return [];
    return [{ at: [at, iso(incident.modifiedAt)].sort()[0]!, team: false }];
  });
  const carried = all(log, last(log), 'absorbed').flatMap(({ event: { carried: c }, i }) => [
    ...(c.acts?.soc && inTime(c.acts.soc, i) ? [{ at: c.acts.soc, team: false }] : []),
    ...(c.acts?.team && inTime(c.acts.team, i) ? [{ at: c.acts.team, team: true }] : []),
  ]);
  return [...inTeams, ...heard, ...changed, ...carried];
}

const first = (log: IncidentEntry[], which: (act: { team: boolean }) => boolean = () => true) =>
  acts(log)
    .filter(which)
    .map((act) => act.at)
    .sort()[0];

const created = (log: IncidentEntry[]): number =>
  Math.min(
    ms(held(log, last(log))!.createdAt),
    ...all(log, last(log), 'absorbed').map(({ event }) => ms(event.carried.createdAt)),
  );

const arrived = (log: IncidentEntry[]): number =>
  Math.min(
    ms(log[0]!.at),
    ...all(log, last(log), 'absorbed').map(({ event }) => ms(event.carried.arrivedAt)),
  );

/** Of the cards that Teams took, the first in each channel that no storm had shown it in. */
const cards = (log: IncidentEntry[]) =>
  all(log, last(log), 'posted').filter(
    ({ event, i }) =>
      event.about === 'card' && !all(log, i, 'grouped').some((one) => one.event.channel === event.channel),
  );

/** When a check was done, unless it failed after that. */
function doneAt(log: IncidentEntry[], id: string): string | undefined {
  let stands = 'open';
  let done: string | undefined;
  for (const { event, at } of upTo(log, last(log))) {
    if (!('check' in event) || event.check !== id) continue;
    if (event.kind === 'settled') stands = event.as;
    if (event.kind === 'overridden') stands = 'agreed';
    if (event.kind === 'outcomeTold') stands = event.as === 'again' ? 'agreed' : event.as;
    if (event.kind === 'runOver') {
      const learned = ['agreed', 'doubt'].includes(stands) || (stands === 'failed' && event.as === 'ran');
      if (learned) stands = event.as === 'ran' ? 'done' : event.as;
    }
    if (stands === 'done') done ??= at;
    if (stands === 'failed') done = undefined;
  }
  return done;
}

const contained = (log: IncidentEntry[]): string | undefined =>
  all(log, last(log), 'proposed')
    .flatMap(({ event }) => doneAt(log, event.id) ?? [])
    .filter((at) => !wasOver(log, ms(at)))
    .sort()[0];

/** Whether it waits for a team after entry `k`. */
function waits(log: IncidentEntry[], k: number): boolean {
  if (isShut(log, k)) return false;
  const question = all(log, k, 'asked').some(({ event }) => isQuestionOpen(log, k, event.id));
  const check = all(log, k, 'proposed').some(
    ({ event: { id } }) =>
      !upTo(log, k).some(
        ({ event }) =>
          'check' in event &&
          ['settled', 'overridden', 'analystsAsked', 'outcomeTold'].includes(event.kind) &&
          event.check === id,
      ),
  );
  return question || check;
}

const waited = (log: IncidentEntry[]): number =>
  log.reduce((sum, { at }, k) => {
    const next = log[k + 1];
    return next && waits(log, k) ? sum + ms(next.at) - ms(at) : sum;
  }, 0);

/** The smallest value that at least so many of a hundred are not above. */
function said(values: number[]): Said {
  const sorted = values.toSorted((a, b) => a - b);
  if (values.length < 5) return { n: values.length, values: sorted };
  const percentile = (percent: number) =>
    sorted.find((one) => values.filter((v) => v <= one).length * 100 >= percent * values.length)!;
  return { n: values.length, median: percentile(50), p90: percentile(90) };
}

const isQuestionOpen = (log: IncidentEntry[], k: number, id: string): boolean =>
  !all(log, k, 'answered').some(({ event }) => event.question === id && !event.cannot) &&
  !all(log, k, 'withdrawn').some(({ event }) => event.question === id);

function isUnacknowledged(log: IncidentEntry[]): boolean {
  const now = seen(log, last(log));
  return now.status === 'New' && !now.owner && all(log, last(log), 'acknowledged').length === 0;
}

/** By when the cards say that it is to be acknowledged. */
function shownDeadline(log: IncidentEntry[], targets: Record<Severity, number>): number {
  const reopenedIn = log.findLastIndex((_, k) => k > 0 && wasReopened(log, k));
  const arrivals = all(log, last(log), 'absorbed').map(({ event }) => ms(event.carried.arrivedAt));
  const start = reopenedIn > 0 ? ms(log[reopenedIn]!.at) : Math.min(ms(log[0]!.at), ...arrivals);
  const target = (severity: Severity): number => targets[severity] * 60_000;
  const now = seen(log, last(log)).severity;
  const raise = log.findLastIndex((_, k) => k > reopenedIn && k > 0 && raisedFrom(log, k) !== undefined);
  if (now !== 'High' || raise < 0) return start + target(now);
  return Math.min(ms(log[raise]!.at) + target('High'), start + target(raisedFrom(log, raise)!));
}

/** The severity that people saw until entry `k` said High; undefined where it did not, or they saw that already. */
function raisedFrom(log: IncidentEntry[], k: number): Severity | undefined {
  const says = log[k]!.events.some(
    (event) =>
      (event.kind === 'intended' && event.intent.change.severity === 'High') ||
      ((event.kind === 'changed' || event.kind === 'synced') && event.incident.severity === 'High'),
  );
  const before = seen(log, k - 1).severity;
  return says && before !== 'High' ? before : undefined;
}

/** Neither practice nor living on in another. */
function isCounted(log: IncidentEntry[]): boolean {
  const merged = all(log, last(log), 'mergedInto').at(-1);
  const reopenedSince = merged && log.some((_, k) => k > merged.i && wasReopened(log, k));
  const redirected = merged && !reopenedSince && isShut(log, last(log));
  return !redirected && !log[0]!.logKey.startsWith('incident:practice:');
}

/** Since when Sentinel has it no more. */
const gone = (log: IncidentEntry[]): string | undefined =>
  isDeleted(log, last(log)) ? all(log, last(log), 'deletedInSentinel').at(-1)!.at : undefined;

/** Whether it was closed, or gone, just before a time. */
function wasOver(log: IncidentEntry[], time: number): boolean {
  const moves = closings(log).flatMap(({ at, reopened }) => [
    { at: ms(at), closed: true },
    ...(reopened ? [{ at: ms(reopened), closed: false }] : []),
  ]);
  const isGone = gone(log) !== undefined && ms(gone(log)!) < time;
  return isGone || (moves.filter((move) => move.at < time).at(-1)?.closed ?? false);
}

/** What began, was closed for good and was open at the end of a stretch of time. */
export function trendSlowly(logs: IncidentEntry[][], { from, to }: { from: Date; to: Date }) {
  const counted = logs.filter(isCounted);
  const inside = (time: number): boolean => time >= from.getTime() && time < to.getTime();
  const begun = (log: IncidentEntry[]): number => Math.min(created(log), arrived(log));
  return {
    created: counted.filter((log) => inside(begun(log))).length,
    closed: counted.filter((log) => {
      const [closing] = closings(log).slice(-1);
      return closing && !closing.reopened && !gone(log) && inside(ms(closing.at));
    }).length,
    open: counted.filter((log) => begun(log) < to.getTime() && !wasOver(log, to.getTime())).length,
  };
}

/** Everything that is compared, of incidents given by their entries. */
export function countedSlowly(
  logs: IncidentEntry[][],
  targets: Record<Severity, number>,
  window: { from: Date; to: Date },
  now: Date,
) {
  const counted = logs.filter(isCounted);
  const inside = (time: string | undefined, { from, to } = window): time is string =>
    time !== undefined && ms(time) >= from.getTime() && ms(time) < to.getTime();
  const old = { from: new Date(window.from.getTime() * 2 - window.to.getTime()), to: window.from };
  const shut = (log: IncidentEntry[]): boolean => isShut(log, last(log)) && !isDeleted(log, last(log));
  const closedAt = (log: IncidentEntry[]) => (shut(log) ? closings(log).at(-1)?.at : undefined);
  const arrival = (log: IncidentEntry[]) => all(log, 0, 'arrived')[0]!.event;
  const wasOld = (log: IncidentEntry[]) => arrival(log).backlog || arrival(log).incident.status === 'Closed';
  const measured = (
    time: (log: IncidentEntry[]) => string | undefined,
    length: (log: IncidentEntry[], at: string) => number = (log, at) => Math.max(0, ms(at) - created(log)),
  ) => {
    const of = (stretch: { from: Date; to: Date }) =>
      said(
        counted.flatMap((log) => {
          const at = time(log);
          return inside(at, stretch) ? [length(log, at)] : [];
        }),
      );
    return { now: of(window), before: of(old) };
  };
  const acked = (which?: (act: { team: boolean }) => boolean) => (log: IncidentEntry[]) =>
    wasOld(log) ? undefined : first(log, which);
  const resolved = (log: IncidentEntry[]) => (first(log) ? closedAt(log) : undefined);
  const shutFor = (log: IncidentEntry[]) =>
    closings(log).reduce(
      (sum, { at, reopened }) => sum + (reopened ? Math.max(0, ms(reopened) - ms(at)) : 0),
      0,
    );

  const compliance = Object.fromEntries(ranks.map((severity) => [severity, { met: 0, breached: 0 }]));
  for (const log of counted) {
    const act = first(log);
    const isDone = shut(log) && !act;
    const owner = arrival(log).incident.owner?.userPrincipalName;
    if (isDeleted(log, last(log)) || isDone || wasOld(log) || (owner && !act)) continue;
    // What was acted on in the very entry that raised it, or told so by it, had the target of before.
    const until = log.findIndex((_, k) => k > 0 && acts(log.slice(0, k + 1)).length > 0);
    let severity = seen(log, 0).severity;
    let deadline = arrived(log) + targets[severity] * 60_000;
    const begun = acts(log.slice(0, 1)).length > 0 ? 1 : until < 0 ? log.length : until;
    for (let k = 1; k < begun; k++) {
      const now = seen(log, k).severity;
      if (ranks.indexOf(now) >= ranks.indexOf(severity)) continue;
      severity = now;
      deadline = Math.min(deadline, ms(log[k]!.at) + targets[severity] * 60_000);
    }
    const met = act !== undefined && ms(act) <= deadline;
    const decided = met ? act : new Date(deadline).toISOString();
    if (inside(decided) && ms(decided) <= now.getTime()) compliance[severity]![met ? 'met' : 'breached']++;
  }

  const done = counted.filter((log) => inside(closedAt(log)));
  const as = (log: IncidentEntry[]) => seen(log, last(log)).classification;
  const judged = done.filter((log) =>
    ['TruePositive', 'BenignPositive', 'FalsePositive'].includes(as(log) ?? ''),
  );
  const rules = [...new Set(done.flatMap(rulesOf))]
    .map((name) => {
      const its = done.filter((log) => rulesOf(log).includes(name));
      return {
        name,
        closed: its.length,
        falsePositives: its.filter((log) => as(log) === 'FalsePositive').length,
      };
    })
    .filter((rule) => rule.falsePositives > 0)
    .sort((a, b) => a.name.localeCompare(b.name))
    .sort((a, b) => b.closed - a.closed)
    .sort((a, b) => b.falsePositives - a.falsePositives);
  const open = counted.filter((log) => !isShut(log, last(log)));
  const version = (log: IncidentEntry[]) => held(log, last(log))!;
  const own = (log: IncidentEntry[], at: string) => Math.max(0, ms(at) - ms(version(log).createdAt));
  const begun = (log: IncidentEntry[]) => new Date(Math.min(created(log), arrived(log))).toISOString();
  const ages = open.map((log) => Math.max(0, now.getTime() - created(log)));
  const counts = (time: (log: IncidentEntry[]) => string | undefined) => ({
    now: counted.filter((log) => inside(time(log))).length,
    before: counted.filter((log) => inside(time(log), old)).length,
  });
  return {
    age: { ...said(ages), ...(ages.length > 0 && { longest: Math.max(...ages) }) },
    flow: { created: counts(begun), closed: counts(closedAt) },
    detect: measured(
      (log) => (version(log).firstActivityAt ? iso(version(log).createdAt) : undefined),
      (log, at) => Math.max(0, ms(at) - ms(version(log).firstActivityAt!)),
    ),
    notify: measured(
      (log) => (wasOld(log) ? undefined : cards(log).find(({ at }) => !wasOver(log, ms(at)))?.at),
      own,
    ),
    contain: measured((log) => (wasOld(log) ? undefined : contained(log))),
    open: Object.fromEntries(
      ranks.map((severity) => [
        severity,
        open.filter((log) => seen(log, last(log)).severity === severity).length,
      ]),
    ),
    unacknowledged: open.filter(isUnacknowledged).length,
    overdue: open.filter((log) => isUnacknowledged(log) && shownDeadline(log, targets) <= now.getTime())
      .length,
    openQuestions: open.flatMap((log) =>
      all(log, last(log), 'asked').filter(({ event }) => isQuestionOpen(log, last(log), event.id)),
    ).length,
    oldest: open
      .toSorted((a, b) => ms(held(a, last(a))!.createdAt) - ms(held(b, last(b))!.createdAt))
      .slice(0, 5)
      .map((log) => log[0]!.logKey),
    acknowledge: measured(acked()),
    bySoc: measured(acked((act) => !act.team)),
    byTeams: measured(acked((act) => act.team)),
    resolve: measured(resolved),
    waitedForTeams: measured(resolved, waited),
    withSoc: measured(resolved, (log, at) =>
      Math.max(0, Math.max(0, ms(at) - created(log)) - waited(log) - shutFor(log)),
    ),
    compliance,
    closed: {
      all: done.length,
      automated: done.filter((log) => !first(log)).length,
      reopened: counted.filter((log) =>
        closings(log).some(
          ({ at, reopened }) => inside(at) && reopened && ms(reopened) - ms(at) <= 14 * 86_400_000,
        ),
      ).length,
      judged: judged.length,
      falsePositives: judged.filter((log) => as(log) === 'FalsePositive').length,
      unclear: done.length - judged.length,
    },
    noisiest: rules.slice(0, 3),
  };
}

const rulesOf = (log: IncidentEntry[]): string[] => [
  ...new Set(
    (all(log, last(log), 'detailed').at(-1)?.event.alerts ?? []).flatMap(({ ruleName }) => ruleName ?? []),
  ),
];

/** It was opened again with entry `k`: by a person's wish, or by Sentinel's new version. */
function wasReopened(log: IncidentEntry[], k: number): boolean {
  return log[k]!.events.some((event) => {
    if (event.kind === 'intended') {
      const { status } = event.intent.change;
      return status !== undefined && status !== 'Closed' && event.intent.before.status === 'Closed';
    }
    if (event.kind !== 'changed' && event.kind !== 'synced') return false;
    const isOurs =
      event.kind === 'synced' &&
      all(log, k, 'intended').some(
        ({ event: { intent } }) =>
          event.intents.includes(intent.id) && intent.change.status && intent.change.status !== 'Closed',
      );
    return !isOurs && held(log, k - 1)?.status === 'Closed' && event.incident.status !== 'Closed';
  });
}
