import type { SentMessage } from './connector.ts';
import type { Addresses, Gateway } from './gateway.ts';
import { type Answer, type Call, jsonObject, sandboxError } from './http.ts';
import { refusal } from './refusals.ts';

/** What the control API shows and changes. */
export type Controls = { gateway: Gateway; addresses: Addresses; sent: SentMessage[] };

/** The sandbox's own API under `/_sandbox/`, for its page and for tests; `call.path` starts behind that. */
export async function control(call: Call, { gateway, addresses, sent }: Controls): Promise<Answer> {
  const [subject, ...rest] = call.path;
  const asked = `${call.method} ${call.path.join('/')}`;
  if (subject === 'sentinel') return sentinel(addresses.sentinelUrl, { ...call, path: rest });
  if (asked === 'GET state') {
    const { playgroundUrl, botUrl } = addresses;
    const { people, places } = gateway;
    return {
      status: 200,
      body: {
        people,
        places,
        person: gateway.person(),
        faults: gateway.faults(),
        refusals: gateway.refusals(),
        graph: gateway.graph(),
        throttled: gateway.throttled(),
        playgroundUrl,
        botUrl,
      },
    };
  }
  if (asked === 'GET person') return { status: 200, body: gateway.person() };
  if (asked === 'GET faults') return { status: 200, body: gateway.faults() };
  if (asked === 'GET messages') {
    const newest = Number(call.query.get('newest') ?? 50);
    return { status: 200, body: sent.slice(-Math.max(1, newest)) };
  }
  const change = changes[asked];
  if (change) {
    const body = jsonObject(call.body);
    if (!body) return sandboxError(400, 'The body is not a JSON object.');
    try {
      return { status: 200, body: await change(gateway, body) };
    } catch (error) {
      return sandboxError(400, (error as Error).message);
    }
  }
  return sandboxError(404, `The sandbox's control API has no ${asked}.`);
}

/** Everything that can be changed. A body says what; what is returned is shown. */
const changes: Record<string, (gateway: Gateway, body: Record<string, unknown>) => unknown> = {
  'PUT person': (gateway, { key }) => gateway.choose(String(key)),
  'PUT faults': (gateway, body) => gateway.setFaults(body),
  'PUT graph': (gateway, body) => gateway.setGraph(body),
  'PUT refusals': (gateway, { place, refuse }) => {
    const how = refusal.nullable().safeParse(refuse);
    if (!how.success)
      throw new Error("A refusal is {place, refuse: {status, code}}, or with null for 'refuse' none.");
    gateway.refuse(String(place), how.data ?? undefined);
    return gateway.refusals();
  },
  'POST take-out': (gateway, { place }) => gateway.takeOut(String(place)),
  'POST put-back': (gateway, { place }) => gateway.putBack(String(place)),
};

/** The local Sentinel's control API under the gateway's own address, so that the page needs only one origin. */
async function sentinel(sentinelUrl: string | undefined, call: Call): Promise<Answer> {
  if (!sentinelUrl) return sandboxError(503, 'The local Sentinel is not up yet; try again in a moment.');
  const path = call.path.map(encodeURIComponent).join('/');
  const query = call.query.size > 0 ? `?${call.query}` : '';
  try {
    const response = await fetch(`${sentinelUrl}/_sandbox/${path}${query}`, {
      method: call.method,
      ...(call.body.length > 0 && {
        headers: { 'content-type': 'application/json' },
        body: new Uint8Array(call.body),
      }),
    });
    const type = response.headers.get('content-type') ?? 'application/json';
    const body = Buffer.from(await response.arrayBuffer());
    return { status: response.status, ...(body.length > 0 && { body }), headers: { 'content-type': type } };
  } catch {
    return sandboxError(502, `The local Sentinel at ${sentinelUrl} cannot be reached; is it running?`);
  }
}
