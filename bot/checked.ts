/** Reads what a stranger sent by a schema. */
import type { z } from 'zod';

/**
 * What the schema makes of it, or undefined where it is not so. zod (4.x) asks for the length of whatever is in a text's
 * place, and throws where that is an object without a value of its own, such as `{ length: { valueOf: null } }`.
 */
export function checked<T>(schema: z.ZodType<T>, given: unknown): T | undefined {
  try {
    return schema.safeParse(given).data;
  } catch {
    return undefined;
  }
}
