/** Work that has to be done one after the other, by lane, the most urgent first; different lanes go on at once. */

export interface Work<T> {
  lane: string;
  /** lower goes first; asked when something is chosen, since it may have changed while it waited */
  rank(): number;
  /** of equal rank the earlier goes first, ISO */
  at: string;
  /** what waits under the same name stands for all of it, and is done once */
  same?: string;
  run(): Promise<T>;
}

interface Waiting<T> extends Work<T> {
  end(result: T | undefined): void;
  fail(error: unknown): void;
  result: Promise<T | undefined>;
}

/** @param ready ends when a lane's next may be chosen: until then, more urgent work may still overtake */
export function createLanes<T>(ready: (lane: string) => Promise<void> = async () => undefined) {
  interface Lane {
    waiting: Waiting<T>[];
    named: Map<string, Waiting<T>>;
    going: Promise<void>;
  }
  const lanes = new Map<string, Lane>();
  let closed = false;
  /** how much waits in all lanes; asked with each entry, while there may be a thousand lanes */
  let all = 0;

  async function go(lane: string, { waiting, named }: Lane): Promise<void> {
    while (waiting.length > 0) {
      // What can't be told now fails when it is tried, which its own error handling is for.
      await ready(lane).catch(() => undefined);
      const next = closed ? undefined : takeFirst(waiting);
      if (next) all -= 1;
      if (next?.same) named.delete(next.same);
      if (next) await next.run().then(next.end, next.fail);
      else {
        all -= waiting.length;
        for (const left of waiting.splice(0)) left.end(undefined);
      }
    }
    lanes.delete(lane);
  }

  return {
    /**
     * Does it when its turn comes. `result` is undefined where the lanes were closed before; `joined`: something that
     * waited already is done in its stead.
     */
    run(work: Work<T>): { result: Promise<T | undefined>; joined: boolean } {
      if (closed) return { result: Promise.resolve(undefined), joined: false };
      const lane: Lane = lanes.get(work.lane) ?? { waiting: [], named: new Map(), going: Promise.resolve() };
      const other = work.same && lane.named.get(work.same);
      if (other) return { result: other.result, joined: true };
      const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
      const one = { ...work, end: resolve, fail: reject, result: promise };
      lane.waiting.push(one);
      all += 1;
      if (work.same) lane.named.set(work.same, one);
      if (!lanes.has(work.lane)) {
        lanes.set(work.lane, lane);
        lane.going = go(work.lane, lane);
      }
      return { result: promise, joined: false };
    },
    /** How much waits in one lane. */
    waitingIn: (lane: string): number => lanes.get(lane)?.waiting.length ?? 0,
    /** How much waits, of all lanes or of those whose name begins so. */
    waiting: (prefix?: string): number =>
      prefix === undefined
        ? all
        : [...lanes].reduce(
            (sum, [name, { waiting }]) => sum + (name.startsWith(prefix) ? waiting.length : 0),
            0,
          ),
    /** What has not begun is left; what is under way is finished. */
    close(): void {
      closed = true;
    },
    /** Ends when every lane is empty. */
    async idle(): Promise<void> {
      while (lanes.size > 0) await Promise.all([...lanes.values()].map(({ going }) => going));
    },
  };
}

/** Takes the most urgent out; of equals the earliest, and of those the first that came. */
function takeFirst<T>(waiting: Waiting<T>[]): Waiting<T> | undefined {
  let best = 0;
  const ranks = waiting.map((one) => one.rank());
  for (let i = 1; i < waiting.length; i++) {
    const [mine = 0, least = 0] = [ranks[i], ranks[best]];
    if (mine < least || (mine === least && (waiting[i]?.at ?? '') < (waiting[best]?.at ?? ''))) best = i;
  }
  return waiting.splice(best, 1)[0];
}
