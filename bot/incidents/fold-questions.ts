/** The part of an incident's fold that is about the SOC's questions. */
import type { IncidentEffect } from './events.ts';
import type { Move, Question, QuestionEvent } from './question.ts';
import type { IncidentState } from './state.ts';

/** Folds what was asked, answered and became of it otherwise, in place. `text` gives what somebody wrote, '' once erased. */
export function foldQuestion(
  state: IncidentState,
  event: QuestionEvent,
  at: string,
  text: (name: string) => string,
): void {
  if (event.kind === 'asked') {
    state.questions.push(asked(event, at, text));
    return;
  }
  const question = state.questions.find((q) => q.id === event.question);
  if (!question) return;
  const move = (kind: Move['kind'], words: string, more: Pick<Move, 'to' | 'due'> = {}): void => {
    const { id, by } = event as Extract<QuestionEvent, { id: string }>;
    question.moves = [...(question.moves ?? []), { id, at, by, kind, text: text(words), ...more }];
  };
  switch (event.kind) {
    case 'answered': {
      const { id, by, value, cannot, corrects } = event;
      const link = text('link');
      question.answers.push({
        id,
        at,
        by,
        text: text('answer'),
        ...(value !== undefined && { value }),
        ...(link && { link }),
        ...(cannot && { cannot }),
        ...(corrects && { corrects }),
      });
      return;
    }
    case 'passedOn': {
      const { by, to } = event;
      const left = question.people.filter(({ oid }) => oid !== by.oid && oid !== to.oid);
      question.people = [...left, to];
      question.turns = question.turns?.filter(({ oid }) => oid !== by.oid);
      move('passed', 'reason', { to });
      return;
    }
    case 'givenTime': {
      const { due } = event;
      question.due = due;
      question.dueSince = at;
      question.told = [];
      // The one under way was for the time before.
      delete question.timer;
      move('moreTime', 'reason', { due });
      return;
    }
    case 'noted':
      move('note', 'note');
      return;
    case 'withdrawn':
      question.withdrawnAt = at;
      move('withdrawn', 'reason');
      return;
    case 'promised':
      delete question.timer;
      if (event.what) question.told = [...(question.told ?? []), event.what];
      if (event.what === 'standIn' && event.to) question.turns = [...(question.turns ?? []), event.to];
      if (event.what === 'contact' && event.to) question.overseer = event.to;
  }
}

function asked(
  event: Extract<QuestionEvent, { kind: 'asked' }>,
  at: string,
  text: (name: string) => string,
): Question {
  const { id, by, channel, people, from, answers, due, standIn } = event;
  const options = answers === 'choice' ? text('options').split('\n') : undefined;
  return {
    id,
    at,
    by,
    channel,
    people,
    from,
    text: text('question'),
    answers: [],
    ...(answers && { kind: answers }),
    ...(options && { options }),
    ...(due && { due, dueSince: at }),
    ...(standIn && { standIn }),
  };
}

/** A promise is under way from the moment at which it is asked for. */
export function notePromise(state: IncidentState, effect: IncidentEffect): void {
  if (effect.kind !== 'question.timer') return;
  const question = state.questions.find((q) => q.id === effect.question);
  if (question) question.timer = effect.id;
}
