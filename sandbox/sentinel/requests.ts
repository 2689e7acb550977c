/** One request that the local Sentinel took. */
interface LoggedRequest {
  method: string;
  /** Decoded, without the query. */
  path: string;
  /** As sent, with its question mark, or empty. */
  query: string;
  /** 0 while unanswered, and where the connection was dropped instead. */
  status: number;
  at: Date;
}

/** The last 10,000 requests to the ARM side, oldest first; the control surface's are not in it. */
export interface RequestLog {
  list(): LoggedRequest[];
  /** How many of them have this method, a path that matches, this status. */
  count(of?: { method?: string; path?: RegExp; status?: number }): number;
  clear(): void;
  add(request: LoggedRequest): void;
}

const KEPT = 10_000;

export function createRequestLog(): RequestLog {
  let kept: LoggedRequest[] = [];
  return {
    list: () => [...kept],
    count: (of = {}) =>
      kept.filter(
        (r) =>
          (of.method === undefined || r.method === of.method) &&
          (of.path === undefined || of.path.test(r.path)) &&
          (of.status === undefined || r.status === of.status),
      ).length,
    clear: () => {
      kept = [];
    },
    add: (request) => {
      kept.push(request);
      if (kept.length > KEPT * 1.1) kept = kept.slice(-KEPT);
    },
  };
}
