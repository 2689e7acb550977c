/** Names in the order of a time that each has, kept so: a due time, or when something was closed. */

export interface Sorted {
  /** Gives the name that time, instead of the one it had; undefined takes it out. */
  set(name: string, time: string | undefined): void;
  /** The names up to and with that time, the earliest first. */
  upTo(time: string, limit: number): string[];
  /** The names from that time on. */
  from(time: string): string[];
}

export function sorted(): Sorted {
  const times = new Map<string, string>();
  // Each time with its name, so that every row is another and has its place. A space sorts before all that times have.
  const rows: string[] = [];
  const rowOf = (name: string, time: string): string => `${time} ${name}`;
  const nameIn = (row: string): string => row.slice(row.indexOf(' ') + 1);

  /** How many rows come before it. */
  function placeOf(row: string): number {
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((rows[middle] as string) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    set(name, time) {
      const before = times.get(name);
      if (before === time) return;
      if (before !== undefined) rows.splice(placeOf(rowOf(name, before)), 1);
      if (time === undefined) {
        times.delete(name);
        return;
      }
      times.set(name, time);
      const row = rowOf(name, time);
      rows.splice(placeOf(row), 0, row);
    },
    // The sign after the space: behind all rows of that very time.
    upTo: (time, limit) => rows.slice(0, Math.min(limit, placeOf(`${time}!`))).map(nameIn),
    from: (time) => rows.slice(placeOf(time)).map(nameIn),
  };
}
