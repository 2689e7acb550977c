/** What makes two deliveries one request. Pure. */
import { hash } from 'node:crypto';
import { canonicalJson } from '../log/entry.ts';

/**
 * Teams sends a slow click again, at first with the same activity id and later with another. So a click is known by
 * who pressed what, on which revision of which card, with which inputs. A dialog carries a nonce beside, so that the
 * same words can be said twice on purpose.
 */
export function clickKey(verb: string, oid: string, data: Record<string, unknown>): string {
  return `click:${digest([verb, oid, data])}`;
}

/** A typed message is known by its conversation and activity id, who said it and what; each incident gets its own. */
export function messageKeyFor(messageKey: string, verb: string, logKey: string): string {
  return `message:${digest([messageKey, verb, logKey])}`;
}

function digest(value: unknown): string {
  return hash('sha256', canonicalJson(value)).slice(0, 32);
}
