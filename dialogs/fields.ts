/** The schemas of the fields that several dialogs have. Their messages are keys below `dialogs:errors`. */
import { z } from 'zod';
import { whens } from '../bot/incidents/due-time.ts';
import { cleanLines } from '../bot/words/clean.ts';

/** How long a text may be that a person writes, in characters. Sentinel takes 30,000 in a comment, of which we are frugal. */
const longestText = 4000;

// A client leaves an empty field out, or sends null or ''; all three are an empty text.
// zod asks whatever is in a text's place for its length, and an object may have one that throws.
const asText = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? false : (value ?? '');
const anyText = z.preprocess(asText, z.string('unreadable').max(100_000, 'tooLong'));

/** A text that must be given; invisible characters are no text. */
export function text(max = longestText) {
  return anyText
    .transform((value) => cleanLines(value, Number.MAX_SAFE_INTEGER))
    .pipe(z.string().min(1, 'required').max(max, 'tooLong'));
}

/** A short value that may be absent: '' then. */
export const optional = anyText
  .transform((value) => value.trim())
  .pipe(z.string().max(longestText, 'tooLong'));

/** A text of several lines that may be absent: '' then. */
export const longText = anyText
  .transform((value) => cleanLines(value, Number.MAX_SAFE_INTEGER))
  .pipe(z.string().max(longestText, 'tooLong'));

/** When something is to be due; a form that was left as it was says nothing of a date. */
export const when = optional.pipe(z.enum(whens, 'choose'));
export const laterWhen = optional.pipe(z.enum(whens, 'choose').exclude(['never']));
export const dateShape = /^(?:\d{4}-\d\d-\d\d)?$/;
export const timeShape = /^(?:\d\d:\d\d)?$/;
export const date = optional.pipe(z.string().regex(dateShape, 'date'));
export const time = optional.pipe(z.string().regex(timeShape, 'time'));

/** Whether a text is a GUID, of any version: ids of Entra and of subscriptions keep to none. */
export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);
}

/** The Entra object id of a person, lower case. */
export const person = optional.refine(isGuid, 'person').transform((oid) => oid.toLowerCase());

/** One of the values that the form offers. */
export function oneOf<const T extends string>(values: readonly T[]) {
  return optional.pipe(z.enum(values, 'choose'));
}

/** Several values, which a form sends joined by commas; each once. */
export const several = optional.transform((value) => [...new Set(value.split(',').filter(Boolean))]);

/** The texts of a list that a person typed, at each comma or line, or at each line only. */
export function split(value: string, at: 'comma' | 'line'): string[] {
  return value
    .split(at === 'comma' ? /[,;\n]/ : /\n/)
    .map((part) => part.trim())
    .filter(Boolean);
}
