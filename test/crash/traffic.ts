/** What goes on while replicas die: incidents come and change, people act on their cards, playbooks call. */

import { connectPayments } from '../../sandbox/connect-payments.ts';
import { host } from '../../sandbox/sentinel/entities.ts';
import { PLACE_IDS } from '../../sandbox/teams/people.ts';
import { buttonsOf, createPeople, type Json, type Where } from '../e2e/people.ts';
import type { Chance } from './chance.ts';
import type { Act } from './invariants.ts';
import type { CrashWorld } from './world.ts';

/** Teams sends a click that got no answer a few times more. */
const deliveries = 12;
const againMs = 400;
const mostUnderWay = 6;
const undetermined = { outcome: 'Undetermined' };

export type Traffic = ReturnType<typeof createTraffic>;

/** @param most so many incidents at most */
export function createTraffic(world: CrashWorld, chance: Chance, most: number) {
  const { gateway, sentinel, botId, serviceUrl } = world;
  const people = createPeople(gateway, botId, serviceUrl);
  const acts: Act[] = [];
  const numbers: number[] = [];
  const under = new Set<Promise<unknown>>();
  const done = new Set<string>();
  let words = 0;

  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const track = (work: Promise<unknown>): void => {
    const tracked = work.catch(() => undefined).finally(() => under.delete(tracked));
    under.add(tracked);
  };

  /** Delivers an activity until it is answered, as Teams does; undefined where it never was. */
  async function deliver(activity: Json): Promise<Json | undefined> {
    for (let i = 0; i < deliveries; i++) {
      const { status, body } = await people.send(activity).catch(() => ({ status: 0, body: {} }));
      if (status === 200) return body;
      await wait(againMs);
    }
    return undefined;
  }

  async function act(
    act: Omit<Act, 'became'>,
    activity: Json,
    isDone: (body: Json) => boolean,
  ): Promise<void> {
    const kept: Act = { ...act, became: 'unknown' };
    acts.push(kept);
    const body = await deliver(activity);
    if (body) kept.became = isDone(body) ? 'accepted' : 'refused';
  }

  /** Presses a button of the card that is shown now, or sends its dialog. */
  function press(key: string, where: Where, number: number, verb: string, inputs?: Json): void {
    const shown = people.cardNow(where, number);
    const any = Object.values(buttonsOf(shown?.card))[0];
    if (!shown || !any) return;
    const { incident, rev } = any;
    const data = { incident, rev, from: 'card', verb };
    const about = {
      ...{ verb, oid: people.person(key).aadObjectId, logKey: String(incident) },
      ...{ channel: PLACE_IDS[where as 'soc'] },
    };
    if (!inputs) {
      const activity = people.pressed(key, where, data, shown.thread);
      track(act(about, activity, ({ type }) => /card\.adaptive$/.test(type)));
      return;
    }
    words += 1;
    const word = `word${words}x`;
    const filled = {
      ...data,
      nonce: crypto.randomUUID(),
      ...inputs,
      [verb === 'close' ? 'comment' : 'text']: word,
    };
    track(act({ ...about, word }, people.dialog('task/submit', key, where, filled), ({ task }) => !task));
  }

  /** Once for each incident and what it is called. */
  function once(number: number, what: string, work: () => void): void {
    const name = `${number} ${what}`;
    if (done.has(name)) return;
    done.add(name);
    work();
  }

  function arrive(): void {
    if (numbers.length >= most) return;
    const theirs = chance.happens(0.6);
    const incident = sentinel.world.create({
      title: `Incident of seed ${numbers.length + 1}`,
      severity: chance.one(['High', 'Medium', 'Low'] as const),
      ...(theirs && { entities: [host('pay-web-01', 'rg-payments')] }),
    });
    numbers.push(incident.properties.incidentNumber);
    if (chance.happens(0.7)) hint(incident);
  }

  function hint(incident: { id: string; name: string; properties: object }): void {
    const { id, name, properties } = incident;
    const body = JSON.stringify({ objectEventType: 'Create', object: { id, name, properties } });
    const call = async (): Promise<void> => {
      const headers = { 'content-type': 'application/json' };
      await fetch(`${gateway.url}/api/incidents`, { method: 'POST', headers, body });
    };
    track(call());
  }

  function change(number: number): void {
    const by = 'Carla Conti';
    const { world: portal } = sentinel;
    words += 1;
    const what = chance.int(0, 3);
    if (what === 0) portal.change(number, { severity: chance.one(['High', 'Medium', 'Low'] as const) }, by);
    else if (what === 1) portal.rename(number, `Renamed ${words}`);
    else if (what === 2) portal.comment(number, `said${words}x`, by);
    else hint(portal.get(number)!);
  }

  /** What may happen, the likelier the more often. Each acts on one incident. */
  const happenings: ((number: number) => void)[] = [
    change,
    (number) => once(number, 'soc', () => press('ada', 'soc', number, 'acknowledge')),
    (number) => once(number, 'payments', () => press('piet', 'payments', number, 'acknowledge')),
    (number) => once(number, 'take', () => press('alex', 'soc', number, 'take')),
    (number) => {
      const settled = numbers.indexOf(number) < numbers.length - 3;
      if (settled) once(number, 'close', () => press('ada', 'soc', number, 'close', undetermined));
    },
    (number) => press('piet', 'payments', number, 'comment', {}),
    (number) => press('ada', 'soc', number, 'comment', {}),
  ];

  /** Something happens, unless people still wait for answers. */
  function step(): boolean {
    if (under.size >= mostUnderWay) return false;
    if (numbers.length < 3 || chance.happens(0.25)) arrive();
    else chance.one(happenings)(chance.one(numbers.slice(-12)));
    return true;
  }

  return {
    acts: acts as readonly Act[],
    numbers: numbers as readonly number[],
    /** Muster is added to the SOC's channel and to the payments team's, and told what that owns. */
    async begin(): Promise<void> {
      await people.install('soc');
      await people.type('alex', 'soc', 'soc here');
      await people.install('payments');
      await connectPayments({ url: gateway.url, serviceUrl }, gateway.people);
    },
    step,
    /** Ends once everything that people did was answered, or given up. */
    async over(): Promise<void> {
      while (under.size > 0) await Promise.all(under);
    },
  };
}
