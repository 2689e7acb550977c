/** Work of which only so many are under way at once; the rest waits in turn, whatever becomes of what is before it. */
export type Few = <T>(work: () => Promise<T>) => Promise<T>;

export function fewAtATime(most: number): Few {
  const turns: Promise<unknown>[] = Array.from({ length: most }, () => Promise.resolve());
  let count = 0;
  return <T>(work: () => Promise<T>): Promise<T> => {
    const slot = count++ % most;
    const turn = turns[slot]!.then(work, work);
    turns[slot] = turn;
    return turn;
  };
}
