/** On an open incident's card: that somebody wants it closed and it takes somebody else, or that somebody was against it. */
import { current, type IncidentState } from '../bot/incidents/state.ts';
import { type CardContext, timeOn } from './context.ts';
import { classificationText } from './standing.ts';
import { nameText, saidText } from './untrusted.ts';

/** A line of it: our sentence, or under it what somebody said. */
export interface ClosingLine {
  text: string;
  weight: 'Bolder' | 'Default';
}

/** For the SOC: who wants what, why, and whose word is missing; afterwards, who was against it and why. Empty otherwise. */
export function closingLines(state: IncidentState, context: CardContext, max: number): ClosingLine[] {
  const { words } = context;
  const { wantedClosing: wanted, declinedClosing: declined } = state;
  if (wanted) {
    const name = nameText(wanted.by.name, words);
    const params = { name, what: classificationText(wanted, context), time: timeOn(context, wanted.at) };
    return lines(
      words('cards:closing.wanted', params),
      wanted.comment && saidText(wanted.comment, words, max),
    );
  }
  if (!declined) return [];
  const own = declined.by.oid === declined.wanted.by.oid;
  const params = {
    name: nameText(declined.by.name, words),
    other: nameText(declined.wanted.by.name, words),
    what: classificationText(declined.wanted, context),
    time: timeOn(context, declined.at),
  };
  const reason = declined.reason && saidText(declined.reason, words, max);
  return lines(words(own ? 'cards:closing.takenBack' : 'cards:closing.declined', params), reason);
}

/** For a team: that it is not closed yet, and not by whom or as what, since that is not decided. */
export function teamClosingLines(state: IncidentState, { words }: CardContext): ClosingLine[] {
  return state.wantedClosing && current(state).status !== 'Closed'
    ? lines(words('cards:closing.forTeam'), '')
    : [];
}

function lines(sentence: string, said: string): ClosingLine[] {
  return [
    { text: sentence, weight: 'Bolder' },
    ...(said ? [{ text: said, weight: 'Default' as const }] : []),
  ];
}
