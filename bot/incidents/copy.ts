/** A copy of plain data, all the way down: objects, lists and what JSON has. structuredClone takes ten times as long. */
export function copied<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copied) as T;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const part = copied((value as Record<string, unknown>)[key]);
    // Assigned, that name would not be a field of the copy but change what it is.
    if (key === '__proto__')
      Object.defineProperty(copy, key, { value: part, enumerable: true, writable: true, configurable: true });
    else copy[key] = part;
  }
  return copy as T;
}
