/** Mentions: only people of the roster, by the roster's own id, so that no text can forge one. */
import type { Person } from '../incidents/events.ts';
import type { Place } from '../ports.ts';
import { clean } from '../words/clean.ts';
import { defang } from '../words/defang.ts';
import type { Tools } from './handler.ts';

export interface Mention {
  /** Teams' id of the person */
  id: string;
  name: string;
  /** what stands in the message; Teams wants it to the letter in the mention's entity too */
  text: string;
}

/** Those of the people who are in the place; whoever is not there can't be mentioned there. */
export async function mentionsOf(people: Person[], place: Place, { directory }: Tools): Promise<Mention[]> {
  if (people.length === 0) return [];
  const members = await directory.members(place);
  return people.flatMap((person) => {
    const member = members.find((m) => m.oid === person.oid.toLowerCase());
    if (!member) return [];
    const name = plainName(member.name);
    return [{ id: member.id, name, text: `<at>${name}</at>` }];
  });
}

/** A name as plain text in a message that Teams reads as Markdown and HTML. A colon of ours may follow, none of its own. */
export function plainName(name: string): string {
  return defang(unmarked(clean(name, 80)).replace(/[\s:]+$/, ''));
}

/** Somebody's words in such a message, on one line and with no link that can be followed. */
export function plainWords(text: string, max: number): string {
  return defang(unmarked(clean(text, max)));
}

function unmarked(text: string): string {
  return text
    .replace(/[<>&[\]()*_`~\\#|]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
