/** JSON made wrong: a field taken away, of another type, or with a text that breaks something somewhere. */
import type { Chance } from '../crash/chance.ts';

/** Something that Teams would not send in this place. */
function nasty(chance: Chance): unknown {
  return chance.one<() => unknown>([
    () => null,
    () => true,
    () => 0,
    () => -1,
    () => 1e308,
    () => Number.MAX_SAFE_INTEGER,
    () => '',
    () => ' ',
    () => [],
    () => undefined,
    () => [[[]]],
    () => ({}),
    () => ({ toString: 'x', valueOf: null, constructor: { prototype: 1 }, hasOwnProperty: 1, length: -1 }),
    () => ({ toJSON: 'x', $when: '${true}', $data: '${$root}' }),
    () => Array.from({ length: chance.int(1, 500) }, (_, i) => i),
    () => 'x'.repeat(chance.int(1, 100_000)),
    () => '\u0000\u0001\u001f',
    () => '\ud800',
    () => '\u202e\u2066txet\u2069',
    () => "'; DROP TABLE c; -- ' OR 1=1",
    () => "' or startswith(name,'')",
    () => '${if(true, string($root), 1)}{{x}}',
    () => '../../../../etc/passwd%00',
    () => 'https://evil.example/',
    () => 'file:///etc/passwd',
    () => 'Infinity',
    () => '9999-99-99T99:99:99Z',
    () => '-271821-04-20T00:00:00.000Z',
    () => '2026-11-26T00:00:00+99:99',
    () => '<at>x</at><script>alert(1)</script>',
    () => '19:x@thread.tacv2;messageid=;messageid=1;messageid=2',
    () => nested(chance.int(1, 60)),
    () => nested(chance.int(60, 200)),
    () => crypto.randomUUID(),
  ])();
}

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { a: value };
  return value;
}

type Holder = Record<string, unknown> | unknown[];
const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

/** Every place in a value where something stands. */
function placesIn(value: unknown): { holder: Holder; key: string }[] {
  if (!isHolder(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => [{ holder: value, key }, ...placesIn(part)]);
}

/** A copy with some places made wrong. */
export function mutated(chance: Chance, value: unknown, times: number): unknown {
  const copy = structuredClone(value);
  for (let i = 0; i < times; i++) {
    const places = placesIn(copy);
    if (places.length === 0) return nasty(chance);
    const { holder, key } = chance.one(places);
    if (chance.happens(0.2)) delete (holder as Record<string, unknown>)[key];
    else (holder as Record<string, unknown>)[key] = nasty(chance);
  }
  return copy;
}

/** The JSON of a value, broken: cut, doubled, with bytes that stand for nothing, or with a key that it must not have. */
export function broken(chance: Chance, json: string): Buffer {
  const at = chance.int(0, json.length);
  return chance.one<() => Buffer>([
    () => Buffer.from(json.slice(0, at)),
    () => Buffer.from(json + json),
    () =>
      Buffer.from(
        `${json.slice(0, at)}${chance.one(['"', '{', '\\', ',', ']', '\u0000', '\n'])}${json.slice(at)}`,
      ),
    () =>
      Buffer.concat([
        Buffer.from(json.slice(0, at)),
        Buffer.from([0xff, 0xfe, 0xc0]),
        Buffer.from(json.slice(at)),
      ]),
    () => Buffer.from(json.replace('"id"', '"__proto__"')),
    () => Buffer.from(`{"__proto__":${json}}`),
    () => Buffer.from(`${'['.repeat(chance.int(65, 100_000))}`),
    () => Buffer.from(`${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`),
    () => Buffer.from([...Array(chance.int(1, 300))].map(() => chance.int(0, 255))),
    () => Buffer.alloc(0),
    () => Buffer.from(chance.one(['null', '0', '"x"', '[]', 'true', '\ufeff{}', 'NaN', '{}'])),
  ])();
}
