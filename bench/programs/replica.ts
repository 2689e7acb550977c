/** One Muster in a process of its own, for the bench: the real app, over the addresses that it is told. */
import { subscribe } from 'node:diagnostics_channel';
import { pino } from 'pino';
import { readConfig } from '../../bot/config.ts';
import { groupCheck } from '../../bot/directory/graph.ts';
import { createGraph } from '../../bot/graph/graph.ts';
import type { Made } from '../../cards/template.ts';
import { createLocalApp } from '../../sandbox/local-app.ts';
import { noLimits } from '../../sandbox/no-limits.ts';
import { TEAMS_ISSUER } from '../../sandbox/teams/signing.ts';

/** What it is told first. */
export interface Birth {
  /** the settings, by the names that `readConfig` reads */
  settings: Record<string, string>;
  /** the base URL of the directory: keys and Graph */
  directory: string;
  /** for `obvious.ts`: the card that it is to answer with */
  card?: Card;
}

/** A template as JSON, and what a card was made of with it. */
export type Card = Pick<Made, 'data'> & { template: object };

/** What it is asked later; each is answered with an `Answer` when it is done. */
export type Question = 'idle' | 'poll' | 'card';
/** `card`: the incident's card that was made last */
export type Answer = { port: number } | { done: Question; card?: Card };

async function start({ settings, directory }: Birth) {
  const config = readConfig(settings);
  const credential = {
    getToken: async () => ({ token: 'bench', expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
  const document = (of: string): string => `${directory}/${of}/.well-known/openid-configuration`;
  const app = await createLocalApp(config, {
    signing: {
      teams: { issuer: TEAMS_ISSUER, openIdMetadataUrl: document('teams') },
      entra: { openIdMetadataUrl: document('entra') },
    },
    groupCheck: groupCheck(createGraph(credential, directory)),
    logger: pino({ level: 'warn' }, pino.destination(2)),
    firstChannelIsSoc: true,
    // Teams' and Sentinel's limits are what other figures are about; nothing done before may hold back here.
    limits: noLimits,
    mostOften: [],
  });
  return { app, port: await app.start('127.0.0.1') };
}

let card: Card | undefined;
subscribe('muster.card', (made) => {
  const { name, json, data } = made as Made;
  if (name === 'incident') card = { template: json, data };
});

const answer = (told: Answer): void => void process.send!(told);

process.once('message', async (birth: Birth) => {
  const { app, port } = await start(birth);
  process.on('message', async (asked: Question) => {
    if (asked === 'card') return answer({ done: asked, ...(card && { card }) });
    await app[asked]();
    answer({ done: asked });
  });
  answer({ port });
});
// Whoever started it is gone.
process.once('disconnect', () => process.exit());
