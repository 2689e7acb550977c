/** What must be true of the SOC's questions, whatever went wrong. */
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { foldIncident } from '../../bot/incidents/fold.ts';
import { isOpen, mayAnswer, mayPassOn, type Question } from '../../bot/incidents/question.ts';
import { current, emptyIncident, type IncidentEntry } from '../../bot/incidents/state.ts';
import { parkedIn } from '../../bot/incidents/trouble.ts';
import { upcast } from '../../bot/log/versions.ts';
import type { Log } from './invariants.ts';
import { everybody, soc } from './people.ts';
import type { Teams } from './teams.ts';

/** Only whoever is asked answered; each promise was kept once; the asker was told each answer once. */
export function checkQuestions(
  { logKey, entries, state }: Log,
  teams: Teams,
  say: (text: string) => void,
): void {
  const before = emptyIncident(logKey);
  for (const stored of entries) {
    const entry = upcast(stored) as IncidentEntry;
    for (const event of entry.events) {
      const question = 'question' in event && before.questions.find(({ id }) => id === event.question);
      if (question) checkEvent(question, event, `${logKey}: entry ${entry.seq}`, say);
    }
    foldIncident(before, entry);
  }
  // What was merged away, deleted or closed is asked no more.
  const lives = state.seen && current(state).status !== 'Closed';
  for (const question of state.questions) {
    if (lives && isOpen(question) && question.due && !question.timer && !question.told?.includes('soc'))
      say(`${logKey}: no timer keeps the promises of question ${question.id}`);
    for (const answer of question.answers) checkTold(answer.id);
  }

  /** Once in the SOC's thread, unless it can't be there. */
  function checkTold(id: string): void {
    const about = `relay:answer:${id}`;
    const posted = entries.flatMap(({ events }) =>
      (events as IncidentEvent[]).filter((event) => event.kind === 'posted' && event.about === about),
    );
    const isLost = teams.removed.size > 0 || parkedIn(state.trouble).length > 0;
    if (posted.length === 0 && state.sent[soc]?.card && !isLost)
      say(`${logKey}: nobody was told answer ${id}`);
    if (posted.length > 1) say(`${logKey}: answer ${id} was told ${posted.length} times`);
  }
}

function checkEvent(
  question: Question,
  event: IncidentEvent,
  where: string,
  say: (text: string) => void,
): void {
  if (event.kind === 'answered' || event.kind === 'givenTime') {
    if (!mayAnswer(question, event.by) || !isIn(event.by.oid, question.channel))
      say(`${where} (${event.kind}) is by ${event.by.name}, who is not asked`);
  }
  if (event.kind === 'passedOn' && (!mayPassOn(question, event.by) || !isIn(event.to.oid, question.channel)))
    say(`${where}: ${event.by.name} handed a question over to ${event.to.name}`);
  if (event.kind !== 'promised') return;
  if (!isOpen(question)) say(`${where}: promises something of a question that is not open`);
  if (event.what && question.told?.includes(event.what)) say(`${where}: ${event.what} was promised twice`);
}

const isIn = (oid: string, channel: string): boolean =>
  everybody.some((one) => one.oid === oid && one.in.includes(channel) && !one.guest);
