/** Time stamps with seven fraction digits and etags, as Sentinel's back end writes them. */

/** Makes time stamps and etags that are never the same twice within one millisecond of `now`. */
export interface Stamper {
  /** e.g. `2026-11-24T10:06:11.5416527Z` */
  time(): string;
  /** e.g. `"0300bf09-0000-0d00-0000-5c37296e0000"`; the quotes are part of the value. */
  etag(): string;
}

/** @param now the clock; digits below a millisecond are counted up. */
export function createStamper(now: () => Date): Stamper {
  let lastMs = Number.NaN;
  let below = 0;
  let version = 0;
  return {
    time() {
      const at = now();
      // Steps of 11 make the digits look real while 900 stamps of one millisecond stay in order.
      below = at.getTime() === lastMs ? Math.min(below + 11, 9999) : 17;
      lastMs = at.getTime();
      return at.toISOString().replace('Z', `${String(below).padStart(4, '0')}Z`);
    },
    etag() {
      version += 1;
      const seconds = Math.floor(now().getTime() / 1000).toString(16);
      return `"${version.toString(16).padStart(8, '0')}-0000-0d00-0000-${seconds.padStart(8, '0')}0000"`;
    },
  };
}

const known = new Map<string, bigint | undefined>();

/**
 * A time stamp in ticks of 100 ns since 1970, so that all seven digits compare.
 * @returns undefined where the text is no ISO 8601 time with a zone.
 */
export function ticks(iso: string): bigint | undefined {
  // A list compares the same few thousand stamps again and again: parsing them is most of its cost.
  if (known.has(iso)) return known.get(iso);
  if (known.size > 50_000) known.clear();
  const value = parseTicks(iso);
  known.set(iso, value);
  return value;
}

function parseTicks(iso: string): bigint | undefined {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i.exec(iso);
  if (!parts) return undefined;
  const ms = Date.parse(`${parts[1]}${parts[3]}`);
  if (Number.isNaN(ms)) return undefined;
  return BigInt(ms) * 10_000n + BigInt((parts[2] ?? '').padEnd(7, '0').slice(0, 7));
}
