/**
 * A storm in virtual time: 10,000 incidents in 60 s, 2 % of them High, over 40 teams' channels and the SOC's. The store
 * takes 10 ms, Teams 100 ms, a page of Sentinel's 300 ms. A playbook hints at each incident as it is there, as in
 * production an automation rule has it done; what the playbook itself takes is not Muster's and not counted.
 *
 * Visible is what has a card of its own in any channel, or is on a storm's card that Teams has taken: a card counts for
 * what had joined when its rendering began. The schedule that the limits allow is how early a channel's High cards could
 * have gone out as their incidents came, within Muster's own limits (which keep a margin below those published), and
 * between them what else the channel was given when none of them waited: the sounds of the first ones. Without those the
 * note says it as well; two sounds at the start can move the last two cards past the end of a window of 30 s.
 * Teams enforces its published limits.
 */
import { keepHint } from '../bot/http/hint.ts';
import type { IncidentEvent } from '../bot/incidents/events.ts';
import { incidentLogKey } from '../bot/incidents/state.ts';
import type { Entry } from '../bot/log/entry.ts';
import { limits } from '../bot/pace/limits.ts';
import { reserve, type Schedule } from '../bot/pace/schedule.ts';
import { createFakeSentinel } from '../test/fakes/sentinel.ts';
import { fakeStore } from '../test/fakes/store.ts';
import { figure, type Measure, percentile } from './figure.ts';
import {
  coreOn,
  limitedTeams,
  settleIn,
  slowSentinel,
  slowStore,
  soc,
  tagOf,
  teamChannel,
  virtualClock,
  workspaceName,
} from './virtual.ts';

const incidents = 10_000;
const overMs = 60_000;
const teams = 40;
const rules = 25;
const oneHighIn = 50;

export const measure: Measure = async (progress) => {
  const clock = virtualClock(new Date('2026-03-02T10:00:00.000Z'));
  const now = (): number => clock.now().getTime();
  const plain = fakeStore();
  const store = slowStore(plain, clock);
  const sentinel = createFakeSentinel({ workspaces: [workspaceName], now: clock.now });

  /** when each was listed, and when it was first to be seen, by its log */
  const listed = new Map<string, number>();
  const high = new Set<string>();
  const routed = new Map<string, string>();
  const seen = new Map<string, number>();
  const see = (logKey: string): void => {
    if (listed.has(logKey) && !seen.has(logKey)) seen.set(logKey, now());
  };

  /** by channel: what joined its storm and is on no card yet, and up to when the card under way is about */
  const joined = new Map<string, { logKey: string; at: number }[]>();
  const rendered = new Map<string, number>();
  const stormMessages = new Set<string>();
  /** by channel: when its own cards of High were taken, and when everything was */
  const ownCards = new Map<string, number[]>();
  const taken = new Map<string, { at: number; id: string }[]>();
  const cardIds = new Set<string>();

  const teamsSide = limitedTeams(clock, (operation, to, id) => {
    taken.set(to.id, [...(taken.get(to.id) ?? []), { at: now(), id }]);
    const isStorm = stormMessages.has(id);
    if (operation === 'update' && !isStorm) return;
    const upTo = rendered.get(to.id);
    if (!isStorm || upTo === undefined) return;
    const waiting = joined.get(to.id) ?? [];
    for (const one of waiting) if (one.at <= upTo) see(one.logKey);
    joined.set(
      to.id,
      waiting.filter(({ at }) => at > upTo),
    );
  });
  const { inStorm } = store.snapshots;
  store.snapshots.inStorm = (storm, since) => {
    rendered.set(storm.slice(0, storm.lastIndexOf(' ')), now());
    return inStorm(storm, since);
  };

  const core = coreOn({
    clock,
    store,
    sentinel: slowSentinel(sentinel, clock),
    messenger: teamsSide.messenger,
  });
  core.journal.onAppended(({ logKey, events }: Entry) => {
    for (const event of events as (IncidentEvent | { kind: 'stormPosted'; message: string })[]) {
      if (event.kind === 'grouped')
        joined.set(event.channel, [...(joined.get(event.channel) ?? []), { logKey, at: now() }]);
      if (event.kind === 'stormPosted') stormMessages.add(event.message);
      if (event.kind === 'posted' && event.about === 'card') {
        see(logKey);
        if (high.has(logKey)) cardIds.add(event.message);
        if (high.has(logKey)) ownCards.set(event.channel, [...(ownCards.get(event.channel) ?? []), now()]);
      }
    }
  });
  const starting = core.start();
  await clock.pass(1000);
  await starting;
  const settling = settleIn(core, teams);
  await clock.pass(10_000);
  await settling;

  const begin = now();
  for (let i = 0; i < incidents; i++) {
    const isHigh = i % oneHighIn === 0;
    // Each team gets as many as the others, of High too.
    const team = (i + Math.floor(i / oneHighIn)) % teams;
    void clock.wait((i * overMs) / incidents).then(() => {
      const ref = sentinel.add({
        severity: isHigh ? 'High' : 'Medium',
        title: `Something that rule ${i % rules} looks for`,
        ruleIds: [`rule-${i % rules}`],
        labels: [{ name: tagOf(team), type: 'User' }],
      });
      const logKey = incidentLogKey(ref.workspace, ref.id);
      listed.set(logKey, now());
      if (isHigh) high.add(logKey);
      routed.set(logKey, teamChannel(team));
      void keepHint(store.hints, ref, clock.now()).then(() => core.intake.followHints());
    });
  }
  const share = (): number => Math.min(incidents, seen.size);
  let told = 0;
  await clock.until(
    'all are visible, and every High has its cards',
    () => {
      if (share() - told >= 250) {
        told = share();
        progress(told, incidents);
      }
      const cards = [...ownCards.values()].reduce((sum, times) => sum + times.length, 0);
      return seen.size === incidents && cards >= 2 * high.size;
    },
    20 * 60_000,
  );

  const waits = [...listed].map(([logKey, at]) => ({ logKey, ms: seen.get(logKey)! - at }));
  const highWaits = waits.filter(({ logKey }) => high.has(logKey)).map(({ ms }) => ms);
  const lateness = (others: boolean): number =>
    Math.max(
      ...[soc, ...Array.from({ length: teams }, (_, i) => teamChannel(i))].map((channel) => {
        const last = Math.max(...(ownCards.get(channel) ?? []));
        const cards = [...listed].filter(
          ([logKey]) => high.has(logKey) && (channel === soc || routed.get(logKey) === channel),
        );
        const besides = (taken.get(channel) ?? []).filter(({ at, id }) => at < last && !cardIds.has(id));
        const comes = [...cards.map(([, at]) => at), ...(others ? besides.map(({ at }) => at) : [])];
        return (last - begin) / (lastOf(comes) - begin);
      }),
    );
  return [
    figure(
      'storm: visible, p99 of all',
      percentile(
        waits.map(({ ms }) => ms),
        0.99,
      ) / 1000,
      's',
      {
        goal: { atMost: 30 },
      },
    ),
    figure('storm: visible, p99 of High', percentile(highWaits, 0.99) / 1000, 's', { goal: { atMost: 2 } }),
    figure('storm: own cards of High, over the schedule that the limits allow', lateness(true), 'x', {
      goal: { atMost: 1.05 },
      note: `${lateness(false).toFixed(2)} over what the cards alone would take`,
    }),
    figure('storm: 429', teamsSide.throttled(), 'answers', { goal: { atMost: 0 } }),
  ];
};

/** When the last goes out of what comes at these times, where Muster's limits for a channel are all that keeps it. */
function lastOf(comes: number[]): number {
  let schedule: Schedule = { times: [], minutes: {} };
  let last = 0;
  for (const at of comes.toSorted((a, b) => a - b))
    ({ at: last, schedule } = reserve(schedule, limits.channel.waiting, at));
  return last;
}
