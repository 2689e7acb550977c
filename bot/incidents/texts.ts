/** What people wrote, as a log's state knows it: where each text is and whose, so that it can be found and erased. Pure. */
import type { Entry } from '../log/entry.ts';
import type { ErasedText } from '../log/findings.ts';
import { isLifted, isOwn } from '../log/lifted.ts';
import type { IncidentEvent, Person } from './events.ts';

/** A text of a log that is not erased. */
export interface WrittenText extends ErasedText {
  at: string;
  /** absent where that can't be told, as of some comments in Sentinel */
  by?: Pick<Person, 'oid' | 'name'>;
}

/** Every kind of log can have these. */
export type ErasureEvent =
  /** these texts are erased: `of` one person, who asked for it, or because their time is over. Text `reason` of a request */
  | { kind: 'erased'; why: 'request' | 'retention'; of?: Person; texts: ErasedText[] }
  /** they are blank in the store now, so whoever remembers the log has to read it again */
  | { kind: 'blanked' }
  /** what the person wrote in other logs is erased as well */
  | { kind: 'erasedElsewhere'; logs: number; texts: number };

/** Has the texts of an entry blanked. */
export interface EraseEffect {
  kind: 'erase';
  id: string;
  due?: string;
}

/** Has everything erased that a person wrote in other logs. */
export interface EraseEverywhereEffect {
  kind: 'erase.everywhere';
  id: string;
  due?: string;
  of: Person;
}

/** Notes an entry's texts, and those that it erases. */
export function noteTexts(state: { texts?: WrittenText[]; closedBy?: Person }, entry: Entry): void {
  for (const event of entry.events as ErasureEvent[]) {
    if (event.kind !== 'erased') continue;
    const gone = new Set(event.texts.map(({ seq, name }) => `${seq} ${name}`));
    state.texts = state.texts?.filter(({ seq, name }) => !gone.has(`${seq} ${name}`));
  }
  for (const [name, { text }] of Object.entries(entry.texts)) {
    if (text === '') continue;
    // What Sentinel tells back of why it was closed is by whoever closed it here.
    const by = isLifted(name) && !isOwn(name) ? state.closedBy : authorOf(entry, name);
    state.texts ??= [];
    state.texts.push({
      seq: entry.seq,
      name,
      at: entry.at,
      ...(by && { by: { oid: by.oid, name: by.name } }),
    });
  }
}

/** Whose words a text of an entry is: mostly the actor's, but not where the entry only brings them along. */
function authorOf({ actor, events }: Entry, name: string): Pick<Person, 'oid' | 'name'> | undefined {
  for (const event of events as IncidentEvent[]) {
    if (event.kind === 'heard' && name === `heard:${event.id}`) {
      const { objectId, name: called, userPrincipalName } = event.author;
      return objectId ? { oid: objectId, name: called ?? userPrincipalName ?? '' } : undefined;
    }
    // Why it is closed stands in the words of whoever wanted it first.
    if (event.kind === 'intended' && event.intent.with && isLifted(name)) return event.intent.with;
    if (event.kind !== 'absorbed') continue;
    const carried = event.carried.questions.find(
      ({ id }) => name === `question:${id}` || name === `options:${id}`,
    );
    if (carried) return { oid: carried.by.oid, name: carried.by.name };
  }
  return actor.kind === 'person' ? { oid: actor.oid, name: actor.name } : undefined;
}

/** What of a log a person wrote, by their Entra object id. */
export function writtenBy({ texts = [] }: { texts?: WrittenText[] }, oid: string): WrittenText[] {
  return texts.filter(({ by }) => by?.oid.toLowerCase() === oid.toLowerCase());
}

/** Who wrote something that is still there, and how much; by name. */
export function writersOf({
  texts = [],
}: {
  texts?: WrittenText[];
}): { oid: string; name: string; count: number }[] {
  const writers = new Map<string, { oid: string; name: string; count: number }>();
  for (const { by } of texts) {
    if (!by) continue;
    const oid = by.oid.toLowerCase();
    writers.set(oid, { oid, name: by.name, count: (writers.get(oid)?.count ?? 0) + 1 });
  }
  return [...writers.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** When the oldest text was written; null where there is none. */
export function oldestText({ texts = [] }: { texts?: WrittenText[] }): string | null {
  return texts.reduce<string | null>(
    (oldest, { at }) => (oldest === null || at < oldest ? at : oldest),
    null,
  );
}

/** The event that erases these. */
export function erasing(
  texts: WrittenText[],
  why: 'request' | 'retention',
  of?: Person,
): Extract<ErasureEvent, { kind: 'erased' }> {
  return { kind: 'erased', why, ...(of && { of }), texts: texts.map(({ seq, name }) => ({ seq, name })) };
}
