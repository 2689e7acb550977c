/** The "bad day": what the local Sentinel does wrong on purpose, settable at any time. */
export interface Faults {
  /** Waits this long before it handles a request, milliseconds. */
  latencyMs: number;
  /** Refuses requests without handling them; `methods` limits it to some, e.g. `['PUT']`. */
  refuse?:
    | { status: 429 | 500 | 503 | 400 | 403 | 409; retryAfterSeconds?: number; methods?: string[] }
    | undefined;
  /** Drops each connection without an answer, as an unreachable host would. */
  down: boolean;
  /** Never answers. Requests taken while it is set stay unanswered until the server closes. */
  hang: boolean;
  /** Carries out the next n successful PUTs, or runs of playbooks, and then drops the connection: the answer is lost. */
  dropAfterCommit: number;
}

/** A good day. */
export const noFaults = (): Faults => ({
  latencyMs: 0,
  refuse: undefined,
  down: false,
  hang: false,
  dropAfterCommit: 0,
});

/** The ARM error codes that go with the refusable statuses. */
export const REFUSALS: Record<number, { code: string; message: string }> = {
  400: {
    code: 'BadRequest',
    message: 'The request is not valid: it will not be taken, however often it is sent.',
  },
  403: {
    code: 'AuthorizationFailed',
    message: 'The client does not have authorization to perform this action over this scope.',
  },
  409: { code: 'Conflict', message: 'Newer version of the resource exists. Data was not saved' },
  429: { code: 'TooManyRequests', message: 'Too many requests: wait as long as Retry-After says.' },
  500: { code: 'InternalServerError', message: 'Encountered internal server error.' },
  503: { code: 'ServiceUnavailable', message: 'The service is unavailable: try again later.' },
};
