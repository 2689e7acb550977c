/** The lists that dialogs offer to choose from. */
import { unlinkedText } from '../cards/untrusted.ts';
import type { Choosable } from './dialog.ts';

/** One line of a list. */
export interface Choice {
  title: string;
  value: string;
}

/** People to choose from as templates take them; `more` where not everybody is listed. */
export interface People {
  members: Choice[];
  style: 'compact' | 'filtered';
  more: boolean;
}

/** How many people a list holds: a card takes about 25 KB, and a person needs some 120 bytes. */
const mostPeople = 100;

// Above this many lines a person would rather type. Below, the plain list: some clients show a filtered list's value,
// an object id, where its title should stand.
const readable = 12;

/** People to choose from, those already chosen first, so that they are listed however many there are. */
export function people(members: Choosable[], chosen: readonly string[]): People {
  const isChosen = ({ oid }: Choosable): boolean => chosen.includes(oid);
  const sorted = [...members.filter(isChosen), ...members.filter((member) => !isChosen(member))];
  const choices = sorted.slice(0, mostPeople).map(({ oid, name, detail }) => ({
    title: detail ? `${unlinkedText(name, 60)} (${unlinkedText(detail, 40)})` : unlinkedText(name, 60),
    value: oid,
  }));
  const style = members.length > readable ? 'filtered' : 'compact';
  return { members: choices, style, more: members.length > mostPeople };
}
