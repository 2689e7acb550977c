/** When a question's promises about time fall due: a reminder before, one when it is due, then the rungs. Pure. */
import { isOpen, type Promised, type Question, rungs } from './question.ts';

const minute = 60_000;
const longest = 60;

/** What is next, and when, ISO UTC on a whole minute; undefined where nothing is left to be said. */
export interface Next {
  what: 'before' | 'due' | 'escalate';
  at: string;
}

/**
 * A quarter of the time that there was, and an hour at most: so long before it is due people are reminded, and so far apart,
 * but for five minutes at least, it is escalated afterwards. In minutes.
 */
export function leadOf({ due, dueSince, at }: Question): number {
  if (!due) return 0;
  const quarter = Math.floor((Date.parse(due) - Date.parse(dueSince ?? at)) / minute / 4);
  return Math.min(longest, Math.max(1, quarter));
}

export function nextPromise(question: Question): Next | undefined {
  const { due, told = [] } = question;
  if (!due || !isOpen(question) || told.includes('soc')) return undefined;
  const lead = leadOf(question);
  const from = (minutes: number): string => new Date(Date.parse(due) + minutes * minute).toISOString();
  if (told.includes('due')) {
    const climbed = told.filter((what) => isRung(what)).length;
    return { what: 'escalate', at: from(Math.max(5, lead) * (climbed + 1)) };
  }
  return told.includes('before') ? { what: 'due', at: due } : { what: 'before', at: from(-lead) };
}

function isRung(what: Promised): boolean {
  return (rungs as readonly string[]).includes(what);
}
