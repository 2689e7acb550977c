/** What must be true once everything works again and has become quiet, whatever went wrong before. */
import { checkCardOf, routeCard } from '../../bot/actions/cards.ts';
import { withChange } from '../../bot/incidents/change.ts';
import { type ChannelEvent, channelLogKey } from '../../bot/incidents/channel.ts';
import type { Check } from '../../bot/incidents/containment.ts';
import type { IncidentEvent, Intent } from '../../bot/incidents/events.ts';
import type { Incident, SentinelComment } from '../../bot/incidents/incident.ts';
import { workspaceKey } from '../../bot/incidents/incident.ts';
import { isPractice } from '../../bot/incidents/practice.ts';
import { isMerged, isRedirected } from '../../bot/incidents/redirect.ts';
import {
  current,
  type IncidentState,
  incidentLogKey,
  isCarded,
  type RouteState,
  refOf,
  routeOf,
} from '../../bot/incidents/state.ts';
import { parkedIn } from '../../bot/incidents/trouble.ts';
import { canonicalJson, type Entry, hashOf } from '../../bot/log/entry.ts';
import { type incidents, kindOf } from '../../bot/log/kinds.ts';
import { upcast } from '../../bot/log/versions.ts';
import type { Snapshot, Store } from '../../bot/ports.ts';
import type { CardContext } from '../../cards/context.ts';
import type { FakeSentinel } from '../fakes/sentinel.ts';
import { type Crowd, incidentOf, type Press } from './crowd.ts';
import { checkDigests } from './digest-invariants.ts';
import { channelIds, consented, everybody, payments, soc } from './people.ts';
import { type Begun, checkPractised, checkSecluded, drillsIn } from './practice-invariants.ts';
import { checkQuestions } from './question-invariants.ts';
import { workspace } from './replica.ts';
import type { Shown, Teams } from './teams.ts';

export interface Seen {
  store: Store;
  sentinel: FakeSentinel;
  teams: Teams;
  crowd: Crowd;
  /** what Sentinel was asked about practice */
  reached: string[];
  /** epoch milliseconds */
  now: number;
  lookAt(channel: string): Promise<CardContext>;
}

export interface Log {
  logKey: string;
  entries: Entry[];
  state: IncidentState;
}

/** Everything that is not as promised, a sentence each. */
export async function broken(seen: Seen): Promise<string[]> {
  const { store, sentinel, teams, crowd } = seen;
  const found: string[] = [];
  const say = (text: string): void => void found.push(text);
  const snapshots = new Map(
    [
      ...(await store.snapshots.list({ kind: 'incident' })),
      ...(await store.snapshots.list({ kind: 'channel' })),
    ].map((snapshot) => [snapshot.logKey, snapshot]),
  );
  const logs: Log[] = [];
  const drills = drillsIn(await store.log.read(channelLogKey(soc)));
  const told: ChannelEvent[] = [];
  const keys = [
    ...drills.map(({ incident }) => incident),
    ...crowd.created.map((ref) => incidentLogKey(ref.workspace, ref.id)),
    ...channelIds.map(channelLogKey),
  ];
  for (const logKey of keys) {
    const entries = await store.log.read(logKey);
    checkChain(logKey, entries, say);
    checkOpen(logKey, entries, seen.now, say);
    const state = fold(logKey, entries);
    checkSnapshot(logKey, entries.length, state, snapshots.get(logKey), say);
    if (logKey === channelLogKey(payments)) checkContacts(entries, teams, say);
    const channel = channelIds.find((id) => channelLogKey(id) === logKey);
    if (channel) checkDigests(channel, entries, crowd.summaries, teams, say);
    if (logKey.startsWith('incident:')) logs.push({ logKey, entries, state });
    else told.push(...entries.flatMap((entry) => entry.events as ChannelEvent[]));
  }
  for (const log of logs) {
    if (isPractice(log.logKey)) {
      const drill = drills.find(({ incident }) => incident === log.logKey);
      checkPractised(log, drill, teams, say);
      checkWords(log, crowd.presses, say);
      checkQuestions(log, teams, say);
      checkActors(log, [...crowd.presses, ...askedBy(drill)], say);
      await checkCards(log, teams, seen.lookAt, say);
      continue;
    }
    const ref = refOf(log.logKey);
    const held = await sentinel.get(ref).catch(() => undefined);
    if (!held) {
      // That one which was closed is gone shows nowhere, and changes nothing.
      if (log.state.seen && !log.state.deletedAt && current(log.state).status !== 'Closed')
        say(`${log.logKey}: was deleted in Sentinel, which Muster does not know`);
      continue;
    }
    if (!log.state.seen) {
      say(`${log.logKey}: never arrived`);
      continue;
    }
    checkAgreement(log, held, say);
    checkIntents(log, say);
    checkComments(log, await sentinel.comments(ref), crowd, say);
    checkWords(log, crowd.presses, say);
    checkActors(log, crowd.presses, say);
    checkContainment(log, sentinel.runs(ref), teams, say);
    checkHeld(log, teams, say);
    checkSights(log, crowd, say);
    checkQuestions(log, teams, say);
    await checkCards(log, teams, seen.lookAt, say);
  }
  checkMessages(logs, told, teams, say);
  await checkSecluded(seen, say);
  return found;
}

/** What a drill asks of a team is asked for the one who wanted it. */
function askedBy(drill: Begun | undefined): Press[] {
  const who = everybody.find(({ oid }) => oid === drill?.by.oid);
  if (!drill || !who) return [];
  return [{ who, verb: 'drill', incident: drill.incident, channel: soc, accepted: false }];
}

function checkChain(logKey: string, entries: Entry[], say: (text: string) => void): void {
  let prev = '';
  for (const [i, entry] of entries.entries()) {
    if (entry.seq !== i + 1 || entry.prev !== prev || entry.hash !== hashOf(entry))
      say(`${logKey}: the chain breaks at entry ${entry.seq}`);
    prev = entry.hash;
  }
  const keys = entries.map((entry) => entry.key);
  const twice = keys.filter((key, i) => keys.indexOf(key) !== i);
  if (twice.length > 0) say(`${logKey}: the same request made several entries: ${twice.join(', ')}`);
}

/** Nothing waits in the dark: what is open and due has been seen to. */
function checkOpen(logKey: string, entries: Entry[], now: number, say: (text: string) => void): void {
  for (const entry of entries)
    for (const [id, open] of Object.entries(entry.open))
      if (Date.parse(open.due) < now - 60_000)
        say(
          `${logKey}: effect ${id} (${entry.effects.find((effect) => effect.id === id)?.kind ?? id}) is open and was due ${open.due}`,
        );
}

/** Whoever of the contacts left is noted once, and the team and the SOC are each asked for somebody else, once. */
function checkContacts(entries: Entry[], teams: Teams, say: (text: string) => void): void {
  const events = entries.flatMap((entry) => entry.events as ChannelEvent[]);
  const noted = events.filter(({ kind }) => kind === 'contactGone' || kind === 'contactBack').length;
  if (noted !== teams.left.size) say(`of ${teams.left.size} contacts who left, ${noted} were noted`);
  if (teams.left.size === 0) return;
  const messages = [...teams.all(), ...teams.removed.values()];
  for (const [channel, words] of [
    [payments, 'not in this channel any more'],
    [soc, 'not in its channel any more'],
  ] as const) {
    const told = messages.filter(
      (one) => one.root && one.channel === channel && JSON.stringify(one.message.card)?.includes(words),
    );
    const sure = told.filter(
      ({ fate, by, troubles }) => ['done', 'slow'].includes(fate) && by.troubles <= troubles,
    );
    // What can't be sent waits for a person, who finds it in `health`.
    const isParked = events.some((event) => event.kind === 'parked' && event.effect.kind === 'contacts.ask');
    if (told.length === 0 && !isParked) say(`${channel} was not asked for another contact`);
    if (sure.length > 1) say(`${channel} was asked for another contact ${sure.length} times`);
  }
}

function fold(logKey: string, entries: Entry[]): IncidentState {
  const kind = kindOf(logKey) as typeof incidents;
  return entries.map(upcast).reduce((state, entry) => kind.fold(state, entry as never), kind.empty(logKey));
}

function checkSnapshot(
  logKey: string,
  seq: number,
  state: IncidentState,
  snapshot: Snapshot | undefined,
  say: (text: string) => void,
): void {
  if (seq === 0) return;
  const kind = kindOf(logKey) as typeof incidents;
  if (!snapshot) {
    say(`${logKey}: has no snapshot`);
    return;
  }
  if (snapshot.seq !== seq) say(`${logKey}: the snapshot stands at ${snapshot.seq}, the log at ${seq}`);
  else if (canonicalJson(snapshot.state) !== canonicalJson(kind.kept(state)))
    say(`${logKey}: the snapshot is not the fold`);
  for (const [name, value] of Object.entries(kind.index(state)))
    if (snapshot.seq === seq && canonicalJson(snapshot[name as keyof Snapshot]) !== canonicalJson(value))
      say(`${logKey}: the snapshot's ${name} is not the fold's`);
}

/** What people see of an incident. */
function facts({ status, severity, title, owner, classification, labels }: Incident): string {
  return canonicalJson({
    status,
    severity,
    title,
    owner: owner?.objectId,
    classification,
    labels: labels.map(({ name }) => name).sort(),
  });
}

function checkAgreement({ logKey, state }: Log, held: Incident, say: (text: string) => void): void {
  if (state.pending.length > 0) say(`${logKey}: ${state.pending.length} changes are still on their way`);
  const ours = facts(current(state));
  if (ours !== facts(held)) say(`${logKey}: Muster says ${ours}, Sentinel ${facts(held)}`);
}

/** What people wanted was in Sentinel when the log says that it is, unless others' values stand. */
function checkIntents({ logKey, entries }: Log, say: (text: string) => void): void {
  const wanted = new Map<string, Intent>();
  for (const entry of entries)
    for (const event of entry.events as IncidentEvent[]) {
      if (event.kind === 'intended') wanted.set(event.intent.id, event.intent);
      if (event.kind !== 'synced' || isRedirected(event.incident)) continue;
      if (entry.events.some(({ kind }) => kind === 'overruled')) continue;
      const changes = event.intents.flatMap((id) => wanted.get(id)?.change ?? []);
      if (facts(changes.reduce(withChange, event.incident)) !== facts(event.incident))
        say(`${logKey}: entry ${entry.seq} says that changes are in Sentinel, which were not`);
    }
}

/** Every comment of ours is there once, every word once, and everything that others said is known. */
function checkComments(
  { logKey, state }: Log,
  comments: SentinelComment[],
  crowd: Crowd,
  say: (text: string) => void,
): void {
  if (isMerged(state) || state.commentsEnded) return;
  const has = (word: string): number => comments.filter(({ message }) => message.includes(word)).length;
  // What was undone before it got there is not written.
  for (const [guid, { is, effect }] of Object.entries(state.ours))
    if (is === 'asked' && !state.undone.includes(Number(effect.split('.')[0])))
      say(`${logKey}: comment ${guid} was asked for and is not known to be written`);
    else if (is === 'there' && !comments.some(({ id }) => id.toLowerCase() === guid))
      say(`${logKey}: comment ${guid} is not in Sentinel`);
  for (const remark of state.remarks) {
    const word = /word\d+x/.exec(remark.text)?.[0];
    if (word && has(word) !== 1) say(`${logKey}: ${word} is ${has(word)} times in Sentinel's comments`);
  }
  for (const { incident, word } of crowd.heard)
    if (incident === logKey && !state.backlog && !state.remarks.some(({ text }) => text.includes(word)))
      say(`${logKey}: ${word} was said in Sentinel and is not known`);
}

/** What was accepted is there once; what nobody answered may be, but not twice. */
function checkWords({ logKey, entries }: Log, presses: Press[], say: (text: string) => void): void {
  for (const { incident, word, accepted, verb } of presses) {
    if (incident !== logKey || !word) continue;
    const times = entries.filter(
      (entry) =>
        entry.actor.kind === 'person' && Object.values(entry.texts).some(({ text }) => text.includes(word)),
    ).length;
    if (times > 1) say(`${logKey}: ${word} (${verb}) is in ${times} entries`);
    if (times === 0 && accepted) say(`${logKey}: ${word} (${verb}) was accepted and is in no entry`);
  }
  for (const { incident, verb, accepted, who } of presses)
    if (incident === logKey && accepted && ['comment', 'share'].includes(verb)) {
      const kept = entries.some(
        ({ actor, action }) => actor.kind === 'person' && actor.oid === who.oid && action === verb,
      );
      if (!kept) say(`${logKey}: ${verb} by ${who.name} was accepted and is in no entry`);
    }
  for (const { incident, verb, accepted, channel } of presses)
    if (incident === logKey && verb === 'acknowledge' && accepted) {
      const kept = entries.some((entry) =>
        (entry.events as IncidentEvent[]).some((e) => e.kind === 'acknowledged' && e.channel === channel),
      );
      if (!kept) say(`${logKey}: an acknowledgement in ${channel} was accepted and is in no entry`);
    }
}

/** No entry is made in the name of somebody who did not ask for it, or may not. */
function checkActors({ logKey, entries, state }: Log, presses: Press[], say: (text: string) => void): void {
  for (const entry of entries) {
    const { actor } = entry;
    if (actor.kind !== 'person') continue;
    const who = everybody.find(({ oid }) => oid === actor.oid);
    const may =
      who &&
      !who.guest &&
      (who.roles.includes('analyst') || who.in.some((channel) => routeOf(state, channel) !== undefined));
    const forAnalysts = [
      ...['close', 'share', 'reopen', 'inform'],
      ...['propose', 'override', 'withdraw check', 'outcome', 'lift'],
    ].includes(entry.action);
    const asked = presses.some((press) => press.who.oid === actor.oid && press.incident === logKey);
    if (forAnalysts && !who?.roles.includes('analyst'))
      say(`${logKey}: entry ${entry.seq} (${entry.action}) is by ${actor.name}, who is no analyst`);
    if (!may || !asked)
      say(
        `${logKey}: entry ${entry.seq} (${entry.action}) is by ${actor.name}, who ${may ? 'did not ask' : 'may not'}`,
      );
  }
}

/**
 * Each playbook was run at most once for each time that people agreed to it or wanted it again; each agreed check ended
 * as ran, failed, or in doubt and told; and nobody decided what they proposed.
 */
function checkContainment(
  { logKey, entries, state }: Log,
  runs: string[],
  teams: Teams,
  say: (text: string) => void,
): void {
  const checks = state.checks ?? [];
  const attempts = checks.flatMap((check) => check.runs);
  const count = (is: string): number => attempts.filter((run) => run.is === is).length;
  const [ran, doubt] = [count('ran'), count('doubt')];
  if (runs.length < ran || runs.length > ran + doubt)
    say(`${logKey}: its playbooks were run ${runs.length} times; it knows of ${ran}, and doubts ${doubt}`);
  const wanted = entries.flatMap(({ effects }) => effects.filter(({ kind }) => kind === 'playbook.run'));
  if (runs.length > wanted.length)
    say(`${logKey}: its playbooks were run ${runs.length} times, and wanted ${wanted.length} times`);
  for (const run of attempts)
    if (run.is === 'asked' || run.is === 'begun') say(`${logKey}: run ${run.id} is still ${run.is}`);
  const texts = [...teams.all(), ...teams.removed.values()].map(({ message }) => message.text ?? '');
  for (const check of checks) {
    if (check.playbook && check.standing === 'agreed')
      say(`${logKey}: check ${check.id} was agreed, and no more`);
    const decided = [...check.votes, ...(check.overridden ? [check.overridden] : [])];
    if (decided.some(({ by }) => by.oid === check.by.oid))
      say(`${logKey}: check ${check.id} was decided by who proposed it`);
    const isTold = texts.some((text) => /answer got lost/.test(text));
    const channels = Object.values(state.sent).some((sent) => sent.card);
    if (check.standing === 'doubt' && channels && !isTold && parkedIn(state.trouble).length === 0)
      say(`${logKey}: check ${check.id} is in doubt, and nobody was told`);
  }
}

/** Nobody in a channel is warned: what is held back from it is not there in any form, and somebody has looked who is in it. */
function checkHeld({ logKey, state }: Log, teams: Teams, say: (text: string) => void): void {
  for (const { channel, suspects } of state.held ?? []) {
    const shown = [...teams.all(), ...teams.removed.values()];
    if (shown.some((one) => one.channel === channel && incidentOf(one) === logKey))
      say(`${logKey}: is in ${channel}, which it is held back from`);
    if (state.entities && !suspects) say(`${logKey}: nobody has looked who in ${channel} is in it`);
  }
}

/** Whoever found it is of the SOC or of a team that it was with. */
function checkSights({ logKey, state }: Log, crowd: Crowd, say: (text: string) => void): void {
  const { number } = current(state);
  for (const { who, channel } of crowd.sights.filter((sight) => sight.number === number)) {
    const mine = who.in.some((one) => one === soc || routeOf(state, one));
    if (!mine || who.guest) say(`${logKey}: ${who.name} found it in ${channel}`);
  }
}

/** It has its card in each of its channels, and the card shows what is so. */
async function checkCards(
  { logKey, state }: Log,
  teams: Teams,
  lookAt: Seen['lookAt'],
  say: (text: string) => void,
): Promise<void> {
  if (state.posting.length > 0) say(`${logKey}: a card is still on its way to ${state.posting.join(', ')}`);
  for (const route of state.routes) {
    const { channel } = route;
    const sent = state.sent[channel]?.card;
    const open = current(state).status !== 'Closed';
    const parked = parkedIn(state.trouble).some(({ channel: where }) => where === channel);
    if (
      route.active &&
      open &&
      !state.backlog &&
      !isCarded(state, channel) &&
      !state.grouped[channel] &&
      !parked
    )
      say(`${logKey}: has no card in ${channel}`);
    if (!sent) continue;
    const message = teams.all().find((one) => one.id === sent.message);
    if (!message) {
      // That somebody deleted it is seen when it is written to again.
      if (open && route.active && !teams.removed.has(sent.message))
        say(`${logKey}: its card in ${channel} is not there`);
      continue;
    }
    // Sent by one that stood still in the midst of it and then died: nobody can know, and the next change mends it.
    const { changed } = message;
    if (changed?.fate === 'sleeps' && !changed.by.isAlive()) continue;
    const look = await lookAt(channel);
    for (const check of state.checks ?? []) checkShown(state, check, route, teams, look, say);
    // That an act can be undone ends by itself, and no card is sent for that.
    const moments = [look.now, new Date(state.lastAct?.at ?? look.now)];
    const shown = canonicalJson(message.message.card);
    if (!moments.some((now) => canonicalJson(routeCard(state, route, { ...look, now })) === shown))
      say(`${logKey}: its card in ${channel} does not show what is so`);
  }
}

/** The card of a containment check in a channel shows what is so. */
function checkShown(
  state: IncidentState,
  check: Check,
  { channel, audience }: RouteState,
  teams: Teams,
  look: CardContext,
  say: (text: string) => void,
): void {
  const sent = state.sent[channel]?.[`check:${check.id}`];
  const one = sent && teams.all().find(({ id }) => id === sent.message);
  if (!one || (one.changed?.fate === 'sleeps' && !one.changed.by.isAlive())) return;
  if (canonicalJson(checkCardOf(state, check, audience, look)) !== canonicalJson(one.message.card))
    say(`${state.logKey}: the card of check ${check.id} in ${channel} does not show what is so`);
}

/** Every message is known to a log; another may only be there where Teams took it and its sender could not know. */
function checkMessages(logs: Log[], told: ChannelEvent[], teams: Teams, say: (text: string) => void): void {
  const known = new Map<string, { again: boolean; logKey: string }>();
  for (const { logKey, entries } of logs)
    for (const entry of entries)
      for (const event of entry.events as IncidentEvent[])
        if (event.kind === 'posted') known.set(event.message, { again: event.again === true, logKey });
  const tidings = new Set(told.flatMap((event) => (event.kind === 'told' ? [event.message] : [])));
  for (const message of teams.all()) {
    if (known.has(message.id) || tidings.has(message.id)) continue;
    const incident = message.root ? incidentOf(message) : undefined;
    if (message.root && !incident) continue;
    const ambiguous = !['done', 'slow'].includes(message.fate) || message.by.troubles > message.troubles;
    if (!ambiguous)
      say(
        `${incident ?? message.thread}: message ${message.id} is in no log, and nothing had gone wrong with it`,
      );
  }
  for (const { logKey, entries } of logs)
    for (const channel of channelIds) {
      const all = teams
        .all()
        .filter((one) => one.root && one.channel === channel && incidentOf(one) === logKey);
      const roots = all.filter((one) => known.has(one.id) || !isStray(one, all));
      const named = roots.filter((one) => known.has(one.id));
      const unmarked = roots.filter((one) => !one.marked);
      if (consented.includes(channel) && roots.length > 1)
        say(
          `${logKey}: has ${roots.length} cards in ${channel}, where Muster may look before it sends again`,
        );
      if (named.length > 1) say(`${logKey}: has ${named.length} cards in ${channel} that its log names`);
      // Where somebody deleted the one that was marked, nothing tells any more that there was another.
      const deleted = [...teams.removed.values()].some(
        (one) => one.root && one.channel === channel && incidentOf(one) === logKey,
      );
      if (unmarked.length > 1 && !deleted)
        say(
          `${logKey}: ${unmarked.length} of its cards in ${channel} don't say that they may be there twice`,
        );
      const updates = roots.reduce((sum, { updates }) => sum + updates, 0);
      if (updates > 6 * entries.length + 30)
        say(`${logKey}: its card in ${channel} was updated ${updates} times`);
    }
}

export const theWorkspace = workspaceKey(workspace);

/**
 * What docs/RELIABILITY.md does not promise: its sender stood still in the midst of sending, went on after another had
 * looked and sent its own, and died before it could tell; or it was that other one, whose answer was lost as well.
 */
function isStray(one: Shown, all: Shown[]): boolean {
  const stoodStill = one.by.troubles > (one.by.isAlive() ? 0 : 1);
  if (!one.by.isAlive() && stoodStill) return true;
  return one.fate === 'unanswered' && all.some(({ fate }) => fate === 'sleeps');
}
