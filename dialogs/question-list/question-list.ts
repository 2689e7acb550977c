/** The SOC's own list of questions, one on a line. */
import { z } from 'zod';
import { longestLine, mostListed } from '../../bot/incidents/question-list.ts';
import { template } from '../../cards/template.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { split, text } from '../fields.ts';
import json from './question-list.template.json' with { type: 'json' };

const card = template('question-list', json);
const words = ['what', 'questions', 'questionsMissing', 'submit'];

const schema = z.object({
  questions: text()
    .transform((value) => split(value, 'line'))
    .refine((lines) => lines.length <= mostListed, 'manyQuestions')
    .refine((lines) => lines.every((line) => line.length <= longestLine), 'longQuestion'),
});

export const questionList: Dialog<{ questions: string[] }> = {
  title: (say) => say('dialogs:question-list.title'),
  form: (context) =>
    card({ ...frame(context, 'question-list', words), questions: field(context, 'questions') }),
  parse: (data) => read(schema, data),
};
