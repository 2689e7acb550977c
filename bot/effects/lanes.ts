/** Work that has to be done one after the other, by lane; different lanes go on at once. */
export function createLanes() {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run<T>(lane: string, work: () => Promise<T>): Promise<T> {
      const turn = (tails.get(lane) ?? Promise.resolve()).then(work, work);
      const tail = turn.then(
        () => undefined,
        () => undefined,
      );
      tails.set(lane, tail);
      void tail.then(() => tails.get(lane) === tail && tails.delete(lane));
      return turn;
    },
    /** Ends when every lane is empty. */
    async idle(): Promise<void> {
      while (tails.size > 0) await Promise.all(tails.values());
    },
  };
}
