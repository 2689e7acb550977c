/** A map that keeps what was used last, and forgets the rest: a memory must not grow with what there is. */

export interface Recent<K, V> {
  /** What is kept under the key, which counts as used by that. */
  get(key: K): V | undefined;
  /** Keeps it under the key; `size` in whatever the bound is in, 1 unless given. */
  set(key: K, value: V, size?: number): void;
  delete(key: K): void;
  /** Everything kept, what was used last at the end. */
  values(): Iterable<V>;
}

/** @param most the sum of the sizes of all that is kept; the last one set is kept however large it is */
export function createRecent<K, V>(most: number): Recent<K, V> {
  const kept = new Map<K, { value: V; size: number }>();
  let sum = 0;

  function take(key: K): { value: V; size: number } | undefined {
    const one = kept.get(key);
    if (!one) return undefined;
    kept.delete(key);
    sum -= one.size;
    return one;
  }

  function put(key: K, one: { value: V; size: number }): void {
    kept.set(key, one);
    sum += one.size;
  }

  return {
    get(key) {
      const one = take(key);
      if (one) put(key, one);
      return one?.value;
    },
    set(key, value, size = 1) {
      take(key);
      put(key, { value, size });
      for (const oldest of kept.keys()) {
        if (sum <= most || oldest === key) break;
        take(oldest);
      }
    },
    delete: (key) => void take(key),
    *values() {
      for (const { value } of kept.values()) yield value;
    },
  };
}
