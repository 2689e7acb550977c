/** The SOC edits the list of questions that its form offers. */
import { hash } from 'node:crypto';
import { z } from 'zod';
import type { CardContext } from '../../cards/context.ts';
import { Refused } from '../errors.ts';
import type { ChannelState } from '../incidents/channel.ts';
import { type Listed, listedIn, longestLine, mostListed } from '../incidents/question-list.ts';
import { defineChannelAction } from './define.ts';

export const questionList = defineChannelAction({
  verb: 'question list',
  says: ['edit questions'],
  on: 'channel',
  who: ['analyst'],
  dialog: 'question-list',
  input: z.object({
    questions: z.array(z.string().trim().min(1).max(longestLine)).min(1).max(mostListed),
  }),
  decide(state, { questions }, context) {
    if (!state.soc) throw new Refused('socOnly');
    return {
      events: [{ kind: 'questionsListed', by: context.actor }],
      texts: { questions: questions.join('\n') },
      say: { key: 'questionList.done' },
    };
  },
});

/** Its lines: as the SOC left them, or those that everybody starts with. */
export function linesOf(channels: ChannelState[], { words }: CardContext): string[] {
  const own = channels.find(({ soc }) => soc)?.questionList;
  const lines = own ? own.split('\n') : [];
  return lines.length > 0
    ? lines
    : ['planned', 'expected', 'yours', 'breaks'].map((key) => words(`talk:questionList.${key}`));
}

/** What the form offers of it. */
export function choicesOf(lines: string[]): { title: string; value: string }[] {
  return listedIn(lines).map(({ line, question }) => ({ title: question, value: nameOf(line) }));
}

/** Tells a line from the others, whatever was added or taken away while the form was open. */
function nameOf(line: string): string {
  return hash('sha256', line).slice(0, 12);
}

/** What the form sent, with the question of the list that it names; undefined where the list has it no more. */
export function fromList<T extends { listed: string; question: string; answers: string; options: string[] }>(
  values: T,
  lines: string[],
): T | undefined {
  const { listed, question, answers } = values;
  // Whoever wrote words of their own wants those.
  const found: Listed | undefined =
    listed && !question ? listedIn(lines).find(({ line }) => nameOf(line) === listed) : undefined;
  if (listed && !question && !found) return undefined;
  const asListed = answers === 'listed' && found;
  return {
    ...values,
    question: found?.question ?? question,
    ...(answers === 'listed' && { answers: (asListed && found.answers) || 'text' }),
    ...(asListed && found.options && { options: found.options }),
  };
}
