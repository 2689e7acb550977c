/** What must hold once everything has calmed down, whatever died in between. Each breach is told in a sentence. */
import { isDeepStrictEqual } from 'node:util';
import { storedRowOf } from '../../bot/incidents/figures-row.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import { emptyIncident, type IncidentEntry, type IncidentState } from '../../bot/incidents/state.ts';
import { digestOf, type Entry, hashOf } from '../../bot/log/entry.ts';
import { incidents } from '../../bot/log/kinds.ts';
import { upcast } from '../../bot/log/versions.ts';
import type { Hint, Snapshot } from '../../bot/ports.ts';
import type { Held } from '../../sandbox/sentinel/held.ts';
import type { Seen } from './proxy.ts';

/** Something that a person did with a button or a dialog. */
export interface Act {
  verb: string;
  oid: string;
  logKey: string;
  channel: string;
  /** words that were said with it and nowhere else */
  word?: string;
  /** `accepted`: answered as done; `refused`: answered otherwise; `unknown`: never answered, so it may have been taken */
  became: 'accepted' | 'refused' | 'unknown';
}

/** All that is looked at. */
export interface Found {
  entries: Entry[];
  snapshots: Snapshot[];
  hints: Hint[];
  held: Held[];
  /** what Teams was asked since the beginning, and by whom */
  teams: Seen[];
  acts: Act[];
  /** lives that were killed, or slept */
  struck: ReadonlySet<string>;
  /** conversation ids of the channels where everything is posted to that concerns the payments team, and the SOC */
  channels: { soc: string; payments: string };
  now: string;
}

export interface Verdict {
  breaches: string[];
  /** messages that stand twice because a replica died or slept over them, each marked */
  doubled: number;
  /** messages marked as perhaps sent before, whether they had been or not */
  marked: number;
}

/** Looks at everything. `breaches` is empty when all promises were kept. */
export function judge(found: Found): Verdict {
  const logs = Map.groupBy(
    found.entries.toSorted((a, b) => a.seq - b.seq),
    ({ logKey }) => logKey,
  );
  const breaches: string[] = [];
  const say = (what: string): void => void breaches.push(what);
  for (const [logKey, entries] of logs) chain(logKey, entries, say);
  nothingLeftOpen(found, say);

  const states = new Map<string, IncidentState>();
  for (const [logKey, entries] of logs)
    if (logKey.startsWith('incident:'))
      states.set(
        logKey,
        (entries.map(upcast) as IncidentEntry[]).reduce(foldIncident, emptyIncident(logKey)),
      );
  for (const held of found.held) {
    const name = held.incident.name.toLowerCase();
    const logKey = [...states.keys()].find((key) => key.endsWith(name));
    if (!logKey) say(`#${numberOf(held)} is in no log`);
    else {
      arrivedOnce(logs.get(logKey)!, held, say);
      sameOnBothSides(states.get(logKey)!, held, say);
      carded(states.get(logKey)!, held, found, say);
      snapshotIsFold(states.get(logKey)!, found, say);
    }
  }
  for (const act of found.acts) actedOnce(act, logs.get(act.logKey) ?? [], found, say);
  return { breaches, ...messages(found, say) };
}

const numberOf = (held: Held): number => held.incident.properties.incidentNumber;

function chain(logKey: string, entries: Entry[], say: (what: string) => void): void {
  let prev = '';
  for (const [index, entry] of entries.entries()) {
    if (entry.seq !== index + 1) say(`${logKey} has no entry ${index + 1}`);
    if (entry.prev !== prev) say(`${logKey} ${entry.seq} does not follow the entry before it`);
    if (entry.hash !== hashOf(entry)) say(`${logKey} ${entry.seq} was changed`);
    for (const [name, text] of Object.entries(entry.texts))
      if (entry.digests[name] !== digestOf(text)) say(`${logKey} ${entry.seq}: the text ${name} was changed`);
    prev = entry.hash;
  }
  const keys = entries.map(({ key }) => key);
  if (new Set(keys).size < keys.length) say(`${logKey} has two entries of one request`);
}

/** Only what was meant for later may be left: timers most of all. */
function nothingLeftOpen({ entries, hints, now }: Found, say: (what: string) => void): void {
  for (const entry of entries)
    for (const [id, { due, failing }] of Object.entries(entry.open)) {
      const effect = entry.effects.find((one) => one.id === id);
      const kind = effect?.kind ?? id;
      if (due <= now || effect?.due !== due)
        say(
          `${entry.logKey} ${entry.seq} has ${kind} open, due ${due}${failing ? `: ${failing.error}` : ''}`,
        );
    }
  for (const { id } of hints) say(`the hint ${id} was not followed`);
}

function arrivedOnce(entries: Entry[], held: Held, say: (what: string) => void): void {
  const arrivals = entries.flatMap(({ events }) => events).filter(({ kind }) => kind === 'arrived');
  if (arrivals.length !== 1) say(`#${numberOf(held)} arrived ${arrivals.length} times`);
  for (const { events } of entries)
    for (const event of events)
      if (event.kind === 'gaveUp') say(`#${numberOf(held)}: ${JSON.stringify(event)}`);
}

function sameOnBothSides(state: IncidentState, held: Held, say: (what: string) => void): void {
  const { properties } = held.incident;
  const same = (what: string, ours: unknown, theirs: unknown): void => {
    if (ours !== theirs) say(`#${numberOf(held)} ${what}: ${ours} here, ${theirs} in Sentinel`);
  };
  if (state.pending.length > 0) say(`#${numberOf(held)} has changes on their way`);
  same('status', state.seen?.status, properties.status);
  same('severity', state.seen?.severity, properties.severity);
  same('title', state.seen?.title, properties.title);
  same('owner', state.seen?.owner?.objectId ?? null, properties.owner?.objectId ?? null);
  same('classification', state.seen?.classification, properties.classification);

  const there = new Set([...held.comments.keys()].map((id) => id.toLowerCase()));
  for (const [guid, { is }] of Object.entries(state.ours))
    if (is !== 'there' || !there.has(guid))
      say(`#${numberOf(held)}: our comment ${guid} is not there (${is})`);
  for (const guid of there)
    if (!state.ours[guid] && !state.heard.includes(guid)) say(`#${numberOf(held)}: nobody heard ${guid}`);
  const texts = [...held.comments.values()].map(({ properties: { message } }) => message);
  if (new Set(texts).size < texts.length) say(`#${numberOf(held)} has a comment twice`);
}

/** Each channel that it concerns has its card; whether it has it twice is asked of all messages together. */
function carded(
  state: IncidentState,
  held: Held,
  { channels, teams }: Found,
  say: (what: string) => void,
): void {
  const concerned = [channels.soc, ...(held.entities.length > 0 ? [channels.payments] : [])];
  const routed = state.routes.filter(({ active }) => active).map(({ channel }) => channel);
  if (!isDeepStrictEqual(routed.toSorted(), concerned.toSorted()))
    say(`#${numberOf(held)} concerns ${concerned} and went to ${routed}`);
  for (const channel of concerned) {
    const sent = state.sent[channel]?.card;
    if (!sent) say(`#${numberOf(held)} has no card in ${channel}`);
    else if (!teams.some((seen) => messageIn(seen)?.id === sent.message))
      say(`#${numberOf(held)}: Teams never took the card that its log names in ${channel}`);
  }
}

function snapshotIsFold(state: IncidentState, { snapshots }: Found, say: (what: string) => void): void {
  const snapshot = snapshots.find(({ logKey }) => logKey === state.logKey);
  const kept = incidents.kept(state);
  const number = state.seen?.number;
  if (!snapshot) say(`#${number} has no snapshot`);
  else if (snapshot.seq !== state.seq)
    say(`#${number}: the snapshot stands at ${snapshot.seq} of ${state.seq}`);
  else if (!isDeepStrictEqual(JSON.parse(JSON.stringify(kept)), snapshot.state))
    say(`#${number}: the snapshot is not what the log says`);
  else if (!isDeepStrictEqual(JSON.parse(JSON.stringify(storedRowOf(state))), snapshot.row))
    say(`#${number}: the snapshot's row is not what the log says`);
}

/** What was accepted has one entry and one effect, what was refused none, and what was never answered at most one. */
function actedOnce(act: Act, entries: Entry[], { held }: Found, say: (what: string) => void): void {
  const { verb, oid, word, became } = act;
  const name = `${verb}${word ? ` "${word}"` : ''} of ${oid.slice(-3)} on ${act.logKey.slice(-12)}`;
  const its = entries.filter(
    ({ action, actor, texts, events }) =>
      action === verb &&
      actor.kind === 'person' &&
      actor.oid === oid &&
      (!word ||
        Object.values(texts).some(({ text }) => text.includes(word)) ||
        JSON.stringify(events).includes(word)),
  );
  const right = became === 'accepted' ? its.length === 1 : its.length <= (became === 'unknown' ? 1 : 0);
  if (!right) say(`${name} was ${became} and has ${its.length} entries`);
  const incident = held.find(({ incident: { name: id } }) => act.logKey.endsWith(id.toLowerCase()));
  if (!word || !incident) return;
  const { classificationComment = '' } = incident.incident.properties;
  const written =
    verb === 'close'
      ? [classificationComment]
      : [...incident.comments.values()].map(({ properties: { message } }) => message);
  const times = written.filter((text) => text.includes(word)).length;
  if (times !== its.length) say(`${name} is ${times} times in Sentinel, and has ${its.length} entries`);
}

/** A message that Teams took. Attempts of one and the same have the same `key` in the same channel. */
interface Message {
  id: string;
  channel: string;
  key: string;
  by: string;
}

function messageIn({ method, status, path, answer, body, by }: Seen): Message | undefined {
  if (method !== 'POST' || status >= 300 || status === 0) return undefined;
  const begins = /\/v3\/conversations$/.test(path);
  const thread = begins ? '' : /\/v3\/conversations\/([^/]+)\/activities$/.exec(path)?.[1];
  const channel = begins ? body?.channelData?.channel?.id : thread?.split(';')[0];
  const id = /;messageid=(\d+)/.exec(answer?.id)?.[1] ?? answer?.activityId ?? answer?.id;
  const { attachments, text } = (begins ? body?.activity : body) ?? {};
  const key = attachments?.[0]?.content?.body?.[0]?.id ?? `${thread} ${text}`;
  return channel && id ? { id, channel, key, by } : undefined;
}

/**
 * Every message that Teams took is named in a log, or was taken back, or it stands beside one that is named and says
 * that it was sent again, because its own sender died or slept over it. Two may say the same and be two: an incident
 * can be raised to High, lowered and raised again. Each of those is what came of an effect of its own.
 */
function messages(
  { entries, teams, struck }: Found,
  say: (what: string) => void,
): Pick<Verdict, 'doubled' | 'marked'> {
  const told = entries.flatMap(({ logKey, key, events }) =>
    (events as { kind: string; message?: string; again?: true }[]).map((event) => ({
      ...event,
      effect: key.startsWith('done:') && `${logKey} ${key}`,
    })),
  );
  // A warning about somebody is told in the SOC's channel and noted in that person's log.
  const named = told.filter(({ kind }) => ['posted', 'adopted', 'told'].includes(kind));
  const names = new Map(named.map(({ message, again }) => [message, again ?? false]));
  const effects = new Map(named.map(({ message, effect }) => [message, effect]));
  const removed = new Set(
    teams
      .filter(({ method, status }) => method === 'DELETE' && status < 300)
      .map(({ path }) => path.split('/').at(-1)),
  );
  const standing = teams.flatMap((seen) => messageIn(seen) ?? []).filter(({ id }) => !removed.has(id));
  let doubled = 0;
  for (const same of Map.groupBy(standing, ({ channel, key }) => `${channel} ${key}`).values()) {
    const nameless = same.filter(({ id }) => !names.has(id));
    const meant = new Set(same.map(({ id }) => effects.get(id)).filter(Boolean)).size || 1;
    doubled += same.length - meant;
    for (const { id, channel, by, key } of nameless) {
      const what = `the message ${id} in ${channel} by ${by} (${key}) is in no log`;
      if (!struck.has(by)) say(`${what}, and its sender lives`);
      if (same.length === nameless.length) say(`${what}, and none stands for it`);
    }
    if (same.length > meant && !same.some(({ id }) => names.get(id)))
      say(
        `${same.length} messages in ${same[0]?.channel} say the same, and none says so: ${same
          .map(({ id, by }) => `${id} by ${by}${names.has(id) ? '' : ' (in no log)'}`)
          .join(', ')}: ${same[0]?.key}`,
      );
  }

  const asked = entries.flatMap(({ effects }) => effects).filter(({ kind }) => kind === 'card.update').length;
  const updates = teams.filter(({ method, status }) => method === 'PUT' && status < 300).length;
  const most = 2 * (asked + names.size) + 20 * struck.size;
  if (updates > most) say(`cards were updated ${updates} times, where ${most} would do`);
  return { doubled, marked: [...names.values()].filter(Boolean).length };
}
