/**
 * Why somebody closed an incident is a field of Sentinel's, so it stands in the middle of events. Their words may be asked
 * to be erased all the same: they are stored with the texts, under the place they were taken from. Pure.
 */
import type { Entry, Event, StoredText } from './entry.ts';

const field = 'classificationComment';
const prefix = 'event:';

/** Whether a text's name is the place it was taken from. */
export function isLifted(name: string): boolean {
  return name.startsWith(prefix);
}

/** Whether it is what the entry's actor wrote, rather than what stood in Sentinel. */
export function isOwn(name: string): boolean {
  return name.endsWith(`/change/${field}`);
}

/** The events without such words, and the words by the place that each is missing from. */
export function lifted<E extends Event>(events: E[]): { events: E[]; texts: Record<string, string> } {
  const texts: Record<string, string> = {};
  // As good as every entry has none.
  if (!JSON.stringify(events).includes(`"${field}":"`)) return { events, texts };
  function without(value: unknown, place: string): unknown {
    if (Array.isArray(value)) return value.map((one, i) => without(one, `${place}/${i}`));
    if (typeof value !== 'object' || value === null) return value;
    const pairs = Object.entries(value).flatMap(([name, inner]) => {
      const at = `${place}/${name}`;
      if (name !== field || typeof inner !== 'string') return [[name, without(inner, at)]];
      if (inner === '') return [[name, inner]];
      texts[prefix + at.slice(1)] = inner;
      return [];
    });
    return Object.fromEntries(pairs);
  }
  return { events: without(events, '') as E[], texts };
}

/** An entry with the words where they were taken from, and '' where they are erased; one that has none as it is. */
export function putBack<T extends Pick<Entry, 'events' | 'texts'>>(entry: T): T {
  const names = Object.keys(entry.texts).filter(isLifted);
  if (names.length === 0) return entry;
  const events = structuredClone(entry.events);
  for (const name of names) put(events, name.slice(prefix.length).split('/'), entry.texts[name]!);
  return { ...entry, events };
}

function put(events: unknown, place: string[], { text }: StoredText): void {
  let at = events as Record<string, unknown> | undefined;
  for (const part of place.slice(0, -1)) at = at?.[part] as Record<string, unknown> | undefined;
  if (at) at[field] = text;
}
