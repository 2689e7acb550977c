/** A whole Muster for one file of tests: the sandbox without Playground and seed, and people who act through signed activities. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CosmosClient } from '@azure/cosmos';
import { pino } from 'pino';
import type { IncidentEntry } from '../../bot/incidents/state.ts';
import { connectPayments } from '../../sandbox/connect-payments.ts';
import { noLimits } from '../../sandbox/no-limits.ts';
import { type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';
import type { Held } from '../../sandbox/sentinel/held.ts';
import type { IncidentSpec } from '../../sandbox/sentinel/specs.ts';
import type { SentMessage } from '../../sandbox/teams/connector.ts';
import { fastClock } from '../fakes/clock.ts';
import { buttonsOf, createPeople, type Json, type Shown, type Where } from './people.ts';

export * from './people.ts';

export type Stage = Awaited<ReturnType<typeof startStage>>;

const patienceMs = 10_000;

/** Waits until `look` gives something, and returns it; fails with what it waited for. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  patience = patienceMs,
): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const began = Date.now();
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Waited ${patience / 1000} s in vain for: ${what}`);
    // What is costly to look at is looked at more rarely, so that what is waited for can go on.
    const wait = Math.max(20, 3 * (Date.now() - began));
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/**
 * Starts it, and returns once Sentinel has been read for the first time. `otherwise` as the sandbox takes it; with
 * `teamsLimits` Teams keeps its published limits, and Muster keeps within them and its own. Unless a clock is given, time passes four
 * times as fast as outside, since tests wait for polls, quiet and second tries most of their time.
 */
export async function startStage(otherwise: SandboxOptions['with'] & { env?: Record<string, string> } = {}) {
  const { env, ...more } = otherwise;
  const clock = more.clock ?? fastClock(4);
  const logs: Json[] = [];
  const sandbox = await startSandbox({
    env: {
      SANDBOX_PLAYGROUND: 'off',
      SANDBOX_SEED: 'off',
      SANDBOX_PORT: '0',
      SENTINEL_POLL_SECONDS: '2',
      COMMENT_QUIET_SECONDS: '2',
      // Tests are not to be a storm unless they are about one.
      STORM_CARDS_PER_MINUTE: '1000',
      ...env,
    },
    logger: pino({ level: 'warn' }, { write: (line: string) => void logs.push(JSON.parse(line)) }),
    tell: () => undefined,
    folder: mkdtempSync(join(tmpdir(), 'muster-')),
    with: {
      keptMessages: 20_000,
      teamsLimits: false,
      clock,
      tickMs: 1000,
      ...(!more.teamsLimits && { limits: noLimits, mostOften: [] }),
      ...more,
    },
  });
  const { gateway } = sandbox;
  const world = sandbox.world!;
  const ready = () =>
    eventually('a first look at Sentinel', async () => (await fetch(`${sandbox.ready.bot}/readyz`)).ok);
  await ready();

  const { person, activity, send, messages, cardPosts, cardNow, click, open, submit, fill, install, type } =
    createPeople(gateway, sandbox.ready.botId);
  const card = (where: Where, number: number): Promise<Shown> =>
    eventually(`the card of #${number} in ${where}`, () => cardNow(where, number));

  /** Muster reads Sentinel now, instead of at its next poll. */
  const poll = (): Promise<void> => sandbox.app.poll();

  /** A new incident in Sentinel, once its card with its entities is in the SOC's channel. */
  async function arrive(spec: Partial<IncidentSpec> = {}): Promise<number> {
    const { incidentNumber: number } = world.create({ title: 'Rare process', ...spec }).properties;
    await poll();
    await eventually(`the card of #${number} with its entities`, () => {
      const shown = cardNow('soc', number);
      return shown && !/Entities follow/i.test(shown.text);
    });
    return number;
  }

  return {
    sandbox,
    world,
    gateway,
    clock,
    logs,
    ready,
    person,
    activity,
    send,
    messages,
    cardPosts,
    cardNow,
    card,
    poll,
    arrive,
    click,
    open,
    submit,
    fill,
    install,
    /** Presses the button of a verb on the incident's card; where it opens a dialog, fills that in and sends it. */
    async press(key: string, where: Where, number: number, verb: string, inputs: Json = {}) {
      const { thread, messageId } = await card(where, number);
      // What was done last may not be on the card yet.
      const data = await eventually(
        `the button ${verb} on the card of #${number} in ${where}`,
        () => buttonsOf(cardNow(where, number)?.card)[verb],
      );
      return data.msteams
        ? fill(key, where, data, inputs)
        : click(key, where, { ...data, ...inputs }, thread, messageId);
    },
    type,
    /** Types, and returns what Muster answered where it was typed. Cards that change meanwhile are no answers. */
    async ask(key: string, where: Where, text: string, thread?: string): Promise<SentMessage[]> {
      const before = messages(where, key).length;
      await type(key, where, text, thread);
      return messages(where, key)
        .slice(before)
        .filter((m) => m.operation === 'post' && !m.activity?.summary);
    },
    /** What the local Sentinel holds of an incident. */
    held: (number: number): Held => world.raw(number)!,
    comments: (number: number): string[] =>
      [...world.raw(number)!.comments.values()].map((c) => c.properties.message),
    /** The entries of the incident's log, as Cosmos DB holds them. */
    async log(number: number): Promise<IncidentEntry[]> {
      const client = new CosmosClient({
        endpoint: sandbox.ready.cosmos,
        key: 'c2FuZGJveA==',
        connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
      });
      const { resources } = await client
        .database('muster')
        .container('log')
        .items.query({
          query: "SELECT * FROM c WHERE c.type = 'entry' AND ENDSWITH(c.logKey, @id)",
          parameters: [{ name: '@id', value: world.raw(number)!.incident.name.toLowerCase() }],
        })
        .fetchAll();
      return (resources as IncidentEntry[]).sort((a, b) => a.seq - b.seq);
    },
    /** The SOC's channel and the payments team's, which owns rg-payments and pay-*. */
    async settle() {
      await install('soc');
      await install('payments');
      await connectPayments(gateway, gateway.people);
    },
    stop: sandbox.stop,
  };
}
