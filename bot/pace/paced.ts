/** The one way to say that it is not something's turn yet. */
import { Upstream, type UpstreamDetails } from '../errors.ts';

/** It was not tried, and may be in so many milliseconds. This is no failure: nobody is told, and nothing backs off. */
export function paced(
  service: UpstreamDetails['service'],
  operation: string,
  retryAfterMs: number,
): Upstream {
  return new Upstream(`It is not its turn yet to ${operation}: it goes out by itself within the limits.`, {
    service,
    operation,
    outcome: 'retry',
    retryAfterMs: Math.max(0, Math.ceil(retryAfterMs)),
    paced: true,
  });
}
