/** A question's timer came due: it comes back as a request, and is decided like any other. */
import { keepPromise } from '../actions/automatic/promise.ts';
import type { QuestionTimer } from '../incidents/question.ts';
import { incidents } from '../log/kinds.ts';
import type { Handler } from './handler.ts';

export const keepQuestionPromise: Handler<QuestionTimer> = async ({ entry, effect }, tools) => {
  const context = { now: tools.clock.now(), channels: await tools.channels() };
  await tools.journal.append(incidents, entry.logKey, (state) =>
    keepPromise(state, effect, `effect:${effect.id}`, context),
  );
  return {};
};
