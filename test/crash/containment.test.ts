/**
 * A containment is agreed and Muster is killed between that and its playbook, at each moment that there is: real processes,
 * and Sentinel over the wire. The playbook is run at most once, and where nobody can know whether it was, people are told.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ContainmentEvent } from '../../bot/incidents/containment.ts';
import type { IncidentEntry } from '../../bot/incidents/state.ts';
import { connectPayments } from '../../sandbox/connect-payments.ts';
import { host } from '../../sandbox/sentinel/entities.ts';
import { playbooks } from '../../sandbox/settings.ts';
import { PLACE_IDS } from '../../sandbox/teams/people.ts';
import { buttonsOf, cardOf, cardText, createPeople, type Json } from '../e2e/people.ts';
import type { Seen } from './proxy.ts';
import { type CrashWorld, startWorld } from './world.ts';

interface Strike {
  when: 'arrived' | 'answered';
  is(seen: Seen): boolean;
}

let world: CrashWorld;
let people: ReturnType<typeof createPeople>;
let strike: Strike | undefined;

/** The replica that made the request dies of it, once: nobody hears of the answer. */
function struck(when: Strike['when'], seen: Seen): boolean {
  if (strike?.when !== when || !strike.is(seen) || !world.fleet.serving().includes(seen.by)) return false;
  strike = undefined;
  world.fleet.kill(seen.by);
  return true;
}

beforeAll(async () => {
  world = await startWorld({
    replicas: 1,
    env: {
      SENTINEL_POLL_SECONDS: '1',
      SANDBOX_LEASE_MS: '1200',
      SANDBOX_TICK_MS: '300',
      SANDBOX_LIMITS: 'off',
      CONTAINMENT_RULES: '{"*":{"*":{"who":["team"],"people":1}}}',
    },
    arrived: (seen) => struck('arrived', seen),
    answered: (seen) => struck('answered', seen),
  });
  people = createPeople(world.gateway, world.botId, world.serviceUrl);
  await people.install('soc');
  await people.type('alex', 'soc', 'soc here');
  await people.install('payments');
  await connectPayments({ url: world.gateway.url, serviceUrl: world.serviceUrl }, world.gateway.people);
}, 40_000);
afterAll(() => world.stop());

async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  throw new Error(`Waited in vain for: ${what}\n${world.fleet.printed.slice(-5).join('\n')}`);
}

/** Sent again and again until it is answered, as Teams does where nobody is there. */
const deliver = (activity: Json): Promise<Json> =>
  eventually('an answer', async () => {
    const { status, body } = await people.send(activity).catch(() => ({ status: 0, body: {} }));
    return status === 200 && (body as Json);
  });

/** An incident whose containment somebody of the team agrees to, while Muster dies as given. */
async function agreed(number: number, id: string): Promise<void> {
  await eventually('its cards', () => people.cardNow('payments', number) && people.cardNow('soc', number));
  const incident = buttonsOf(people.cardNow('soc', number)!.card).history!.incident;
  const asked = {
    ...{ verb: 'propose', incident, nonce: crypto.randomUUID(), channel: PLACE_IDS.payments },
    ...{ measure: 'playbook', playbook: playbooks[0]!.id, why: 'bad', lifting: 'by hand' },
    ...{ minutes: '60', silence: 'hold', entities: '' },
  };
  await deliver(people.dialog('task/submit', 'ada', 'soc', asked));
  const check = await eventually('the check', () => {
    const { thread } = people.cardNow('payments', number)!;
    const found = people
      .messages('payments')
      .findLast((m) => m.conversationId === thread && /Containment check/.test(cardText(m)));
    return buttonsOf(cardOf(found))['go ahead'];
  });
  strike = strikes[id];
  const nonce = crypto.randomUUID();
  const body = await deliver(
    people.dialog('task/submit', 'piet', 'payments', { ...check, reason: 'fine', nonce }),
  );
  expect(body.task).toBeUndefined();
  await eventually('the crash', () => strike === undefined);
}

const entry = ({ service, method, body }: Seen, of: RegExp): boolean =>
  service === 'store' && method === 'POST' && body?.type === 'entry' && of.test(body.action);
const isRun = ({ service, path }: Seen): boolean => service === 'sentinel' && /\/runPlaybook$/i.test(path);

const strikes: Record<string, Strike> = {
  'when the decision is in': { when: 'answered', is: (seen) => entry(seen, /^go ahead$/) },
  'when it is in that it is begun': { when: 'answered', is: (seen) => entry(seen, /^playbook\.run begun$/) },
  'when the call is on its way': { when: 'arrived', is: isRun },
  'when the playbook was run': { when: 'answered', is: isRun },
  'when it is in that it ran': { when: 'answered', is: (seen) => entry(seen, /^playbook\.run done$/) },
};

test.each([
  ['when the decision is in', 'ran', 1],
  ['when it is in that it is begun', 'doubt', 0],
  ['when the call is on its way', 'doubt', 0],
  ['when the playbook was run', 'doubt', 1],
  ['when it is in that it ran', 'ran', 1],
] as const)(
  'killed %s, the check ends as %s, and its playbook was run %i times',
  async (when, end, runs) => {
    const { name, properties } = world.sentinel.world.create({
      title: `Killed ${when}`,
      severity: 'Low',
      entities: [host('pay-web-01', 'rg-payments')],
    });
    const { incidentNumber: number } = properties;
    await agreed(number, when);
    const over = await eventually('its end', async () => {
      const entries = await world.documents<IncidentEntry>('entry');
      const events = entries
        .filter(({ logKey }) => logKey.endsWith(name.toLowerCase()))
        .flatMap((one) => one.events as ContainmentEvent[]);
      return events.find((event) => event.kind === 'runOver');
    });
    expect(over.as).toBe(end);
    for (const where of ['soc', 'payments'] as const) {
      const { thread } = people.cardNow(where, number)!;
      await eventually(`people are told in ${where}`, () =>
        people
          .messages(where)
          .find(
            (m) =>
              m.conversationId === thread &&
              (end === 'doubt' ? /answer got lost/ : /Sentinel took it/).test(cardText(m)),
          ),
      );
    }
    const ran = world.sentinel.world.workspaces.flatMap(({ playbookRuns }) => playbookRuns);
    expect(ran.filter(({ incident }) => incident === name)).toHaveLength(runs);
  },
  60_000,
);
