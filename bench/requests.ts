/**
 * What one incident's whole life costs on the store: it arrives, is posted in two channels, read up on, acknowledged,
 * commented on and closed, everything is in Sentinel, and its timers have come due. Counted on the wire, between the
 * real SDK and an emulator; the second life, since the first one finds nothing known yet.
 *
 * The least writes that such a life needs, whoever carries it out:
 * - one create for each entry: what happened and what came of it has to be kept, each at its time;
 * - one write for each entry that asked for effects, to strike them, and one more for each time that a timer of it is due;
 * - one snapshot for each quiet moment: after the arrival and after each act, once what followed from it is done;
 * - one reservation for each message to Teams and each call to Sentinel that has a budget, since replicas share limits.
 *
 * Request units by what Microsoft publishes for points of so many KB (1 KB read 1, written 5; see `units`). A query
 * counts 3 and what it reads. What is asked for whether or not there are incidents (what is due, which channels there
 * are, who is up, how far was read) is in `idle`.
 */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Asked } from '../bot/actions/asked.ts';
import { incidentLogKey } from '../bot/incidents/state.ts';
import type { Entry } from '../bot/log/entry.ts';
import type { Store } from '../bot/ports.ts';
import { openStore } from '../bot/store/cosmos.ts';
import { startCosmos } from '../sandbox/cosmos.ts';
import { createFakeSentinel } from '../test/fakes/sentinel.ts';
import { figure, type Measure } from './figure.ts';
import {
  ada,
  ben,
  coreOn,
  limitedTeams,
  place,
  settleIn,
  slowSentinel,
  soc,
  tagOf,
  teamChannel,
  virtualClock,
  workspaceName,
} from './virtual.ts';

type Kind = 'create' | 'replace' | 'upsert' | 'delete' | 'read' | 'query';

interface Request {
  kind: Kind;
  /** what it was about: the type of the document, or of the query */
  about: string;
  bytes: number;
}

export const measure: Measure = async (progress) => {
  const cosmos = await startCosmos({ port: 0 });
  const line = await countingLine(cosmos.url);
  const inFlight = { count: 0 };
  const clock = virtualClock(new Date('2026-03-02T10:00:00.000Z'), () => inFlight.count > 0);
  const store = counted(await openStore({ endpoint: line.url, database: 'bench' }), inFlight);
  const fake = createFakeSentinel({ workspaces: [workspaceName], now: clock.now });
  let messages = 0;
  const { messenger } = limitedTeams(clock, () => {
    messages += 1;
  });
  let budgeted = 0;
  const sentinel = slowSentinel(fake, clock, (name) => {
    if (['change', 'comment', 'details', 'comments'].includes(name)) budgeted += 1;
  });
  const core = coreOn({ clock, store, sentinel, messenger, tickMs: 20_000 });
  const started = core.start();
  await clock.pass(1000);
  await started;
  await settleIn(core, 1);
  await clock.pass(40_000);

  const act = async (
    kind: Asked['kind'],
    by: typeof ada,
    where: string,
    data: Record<string, unknown>,
  ): Promise<void> => {
    const speaker = { oid: by.oid, name: by.name, place: place(where) };
    const asked: Asked = { kind, speaker, data, text: '', conversation: where, messageKey: '' };
    let reply: unknown;
    void core.converse(asked).then((given) => {
      reply = given;
    });
    await clock.until('a click is answered', () => reply !== undefined, 10_000);
    const said = reply as { kind: string };
    if (!['replace', 'done'].includes(said.kind))
      throw new Error(`An act of the life was refused: ${JSON.stringify(reply)}`);
    await clock.pass(60_000);
  };

  async function life(number: number): Promise<{ logKey: string }> {
    const ref = fake.add({
      number,
      title: 'Sign-in from two countries',
      labels: [{ name: tagOf(0), type: 'User' }],
    });
    const incident = incidentLogKey(ref.workspace, ref.id);
    await clock.pass(60_000);
    await act('click', ben, teamChannel(0), { verb: 'acknowledge', incident, from: 'card', rev: '0' });
    await act('submit', ada, soc, {
      verb: 'comment',
      incident,
      text: 'The account is of a traveller.',
      nonce: 'c',
    });
    const outcome = 'BenignPositive.SuspiciousButExpected';
    await act('submit', ada, soc, { verb: 'close', incident, outcome, comment: 'A traveller.', nonce: 'd' });
    const open = fake.get(ref).then(({ status }) => {
      if (status !== 'Closed')
        throw new Error('The life did not end: the incident is not closed in Sentinel.');
    });
    await open;
    // Its timers come due, and find nothing left to remind of.
    await clock.pass(65 * 60_000);
    return { logKey: incident };
  }

  await life(1);
  progress(1, 2);
  [messages, budgeted] = [0, 0];
  line.requests.length = 0;
  const { logKey } = await life(2);
  progress(2, 2);
  const all = line.requests.filter(({ about }) => ['entry', 'snapshot', 'pace'].includes(about));
  const entries = await store.log.read(logKey);
  const least = leastOf(entries, messages + budgeted);
  await line.close();
  await cosmos.close();
  const sum = (requests: Request[]): number => requests.reduce((units, one) => units + unitsOf(one), 0);
  const meanUnits = (about: string): number => {
    const writes = all.filter((one) => one.about === about && ['create', 'replace'].includes(one.kind));
    return sum(writes) / Math.max(1, writes.length);
  };
  const leastUnits =
    sum(all.filter(({ kind, about }) => kind === 'create' && about === 'entry')) +
    least.strikes * meanUnits('entry') +
    least.snapshots * meanUnits('snapshot') +
    least.reservations * meanUnits('pace');
  const leastRequests = least.creates + least.strikes + least.snapshots + least.reservations;
  const goal = { atMost: 1.5 };
  const inWords = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ');
  const note = `${inWords(byKind(all))}; least ${inWords(least)}`;
  return [
    figure('store requests for a whole life, over the least writes', all.length / leastRequests, 'x', {
      goal,
      note,
    }),
    figure('request units for a whole life, over those of the least writes', sum(all) / leastUnits, 'x', {
      goal,
      note: `${sum(all).toFixed(0)} over ${leastUnits.toFixed(0)} request units`,
    }),
  ];
};

const quietMoments = 4;

/** See above. */
function leastOf(
  entries: Entry[],
  reservations: number,
): Record<'creates' | 'strikes' | 'snapshots' | 'reservations', number> {
  const timers = entries.flatMap(({ effects }) => effects).filter(({ kind, due }) => kind === 'timer' && due);
  return {
    creates: entries.length,
    strikes: entries.filter(({ effects }) => effects.length > 0).length + timers.length,
    snapshots: quietMoments,
    reservations,
  };
}

function byKind(requests: Request[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind, about } of requests) counts[`${kind} ${about}`] = (counts[`${kind} ${about}`] ?? 0) + 1;
  return counts;
}

/** What points of so many KB cost: [KB, read, written] (learn.microsoft.com, Azure Cosmos DB capacity calculator). */
const units: [number, number, number][] = [
  [1, 1, 4.95],
  [4, 1.14, 6.67],
  [64, 4.8, 22.7],
  [1024, 146, 625],
];

function unitsOf({ kind, bytes }: Request): number {
  const size = Math.max(1, bytes / 1024);
  const next = Math.max(
    1,
    units.findIndex(([kilobytes]) => kilobytes >= size),
  );
  const [from, to] = [units[next - 1]!, units[next]!];
  const part = (size - from[0]) / (to[0] - from[0]);
  const column = ['read', 'query'].includes(kind) ? 1 : 2;
  return from[column] + part * (to[column] - from[column]) + (kind === 'query' ? 2 : 0);
}

/** Knows how much is under way, so that virtual time can wait for it. */
function counted(store: Store, inFlight: { count: number }): Store {
  const parts = Object.entries(store).map(([name, part]) => [
    name,
    Object.fromEntries(
      Object.entries(part as object).map(([method, call]) => [
        method,
        async (...given: unknown[]) => {
          inFlight.count += 1;
          try {
            return await (call as (...args: unknown[]) => unknown)(...given);
          } finally {
            inFlight.count -= 1;
          }
        },
      ]),
    ),
  ]);
  return Object.fromEntries(parts) as unknown as Store;
}

/** A proxy before the emulator that notes each request about documents. */
async function countingLine(target: string) {
  const requests: Request[] = [];
  const server = http.createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const onward = http.request(`${target}${request.url}`, {
      method: request.method,
      headers: request.headers,
    });
    onward.end(body);
    const [answered] = (await once(onward, 'response')) as [http.IncomingMessage];
    const answer = Buffer.concat(await answered.toArray());
    if (request.url?.includes('/docs')) requests.push(requestOf(request, body.toString(), answer.length));
    response.writeHead(answered.statusCode ?? 500, answered.headers);
    response.end(answer);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function requestOf(
  { method, url = '', headers }: http.IncomingMessage,
  body: string,
  answer: number,
): Request {
  const id = decodeURIComponent(url.split('/docs/')[1] ?? '');
  if (method === 'GET' || method === 'DELETE') {
    const about = /^\d+$/.test(id) ? 'entry' : id;
    return { kind: method === 'GET' ? 'read' : 'delete', about, bytes: answer };
  }
  if (headers['content-type'] === 'application/query+json') {
    const { query } = JSON.parse(body) as { query: string };
    return {
      kind: 'query',
      about: query.includes('c.seq > @after') ? 'entry' : 'what there is',
      bytes: answer,
    };
  }
  const { type } = JSON.parse(body) as { type: string };
  const kind = method === 'PUT' ? 'replace' : headers['x-ms-documentdb-is-upsert'] ? 'upsert' : 'create';
  return { kind, about: type, bytes: body.length };
}
