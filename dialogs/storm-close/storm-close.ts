/** Close all: the dialog for closing one incident, with the same fields, for a whole group of a storm. */
import { type Close, close } from '../close/close.ts';
import type { Dialog } from '../dialog.ts';

export const closeAll: Dialog<Close> = {
  title: (words) => words('dialogs:closeGroup.title'),
  form: (context) =>
    close.form({
      ...context,
      words: (key, params) =>
        context.words(key === 'dialogs:close.submit' ? 'dialogs:closeGroup.submit' : key, params),
    }),
  parse: close.parse,
};
