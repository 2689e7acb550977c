/** The errors that rooms hand to each other. Callers branch on the class, never on text. */

/** Something a person or a caller asked for and may not have; `message` is safe to show and says what to do. */
export class Refused extends Error {
  readonly word: string;
  readonly params: Record<string, string>;
  readonly reason: string | undefined;
  /**
   * @param word key below `refused` in bot/words
   * @param params what the sentence names
   * @param reason for want of which right, where the sentence does not tell it
   */
  constructor(word: string, params: Record<string, string> = {}, reason?: string) {
    super(word);
    this.name = 'Refused';
    this.word = word;
    this.params = params;
    this.reason = reason;
  }
}

/** A newer Muster has written to the log, and only such a one may decide on it. Passes, since this one is being replaced. */
export class Newer extends Refused {
  override name = 'Newer';
}

/** What was looked for is not there (any more). */
export class NotFound extends Error {
  override name = 'NotFound';
}

/** Somebody else wrote first: read again and decide again. */
export class Conflict extends Error {
  override name = 'Conflict';
}

/** Why a channel or chat can't be written to: Muster was taken out of it, it or its team is gone, or it refuses. */
export const reasonsGone = ['removed', 'deleted', 'archived', 'blocked', 'disabled'] as const;
export type Gone = (typeof reasonsGone)[number];

/** How an outside service failed. */
export interface UpstreamDetails {
  service: 'sentinel' | 'cosmos' | 'teams' | 'graph';
  /** the operation in the service's own words, such as `PUT incident` */
  operation: string;
  status?: number;
  code?: string;
  /** the service's Retry-After, in milliseconds */
  retryAfterMs?: number;
  /** it was not even tried: Muster keeps inside the service's limits by itself, and it is not its turn yet */
  paced?: true;
  /** Teams: the channel or chat that was asked, by its conversation id */
  place?: string;
  /** Teams: that place can't be written to any more; outcome `never` */
  gone?: Gone;
  /** Teams: the message to change, or the thread to answer in, was deleted; its place is fine. Outcome `never` */
  messageGone?: true;
  /**
   * - `retry`: it did not happen, try again later
   * - `never`: it can't work, and trying again won't help
   * - `unknown`: it may have happened (accepted, answer lost)
   */
  outcome: 'retry' | 'never' | 'unknown';
}

/** An outside service did not do what it was asked. */
export class Upstream extends Error {
  readonly details: UpstreamDetails;
  constructor(message: string, details: UpstreamDetails, cause?: unknown) {
    super(message, { cause });
    this.name = 'Upstream';
    this.details = details;
  }
}
