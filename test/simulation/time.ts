/** Time that passes only when nothing more can happen at the moment it stands at. */

interface Due {
  at: number;
  run(): void;
}

export type Time = ReturnType<typeof createTime>;

/** @param start epoch milliseconds */
export function createTime(start: number) {
  let now = start;
  // Sorted by time, the next one last; of equal times the one that was asked for first comes first.
  const due: Due[] = [];

  /** Everything in memory goes on in microtasks, all of which are done before this. */
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  return {
    now: (): number => now,
    after(ms: number, run: () => void): void {
      const at = now + Math.max(0, ms);
      let [low, high] = [0, due.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((due[middle]?.at ?? 0) > at) low = middle + 1;
        else high = middle;
      }
      due.splice(low, 0, { at, run });
    },
    /** Lets so many milliseconds pass. */
    async pass(ms: number): Promise<void> {
      const end = now + ms;
      await settled();
      for (;;) {
        const next = due.at(-1);
        if (!next || next.at > end) break;
        due.pop();
        now = next.at;
        next.run();
        await settled();
      }
      now = end;
    },
  };
}
