/** Inform: which teams, that an incident was held back from, are told of it now. */
import { z } from 'zod';
import { template } from '../../cards/template.ts';
import { unlinkedText } from '../../cards/untrusted.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { optional, several } from '../fields.ts';
import json from './inform.template.json' with { type: 'json' };

const card = template('inform', json);
const words = ['what', 'channels', 'channelsMissing', 'reason', 'reasonHint', 'submit'];

/** Ids of channels, which are to be looked up; the reason may be empty. */
export interface Inform {
  channels: string[];
  reason: string;
}

const schema = z.object({
  channels: several.refine((ids) => ids.length > 0, 'choose').refine((ids) => ids.length <= 50, 'tooLong'),
  reason: optional,
});

export const inform: Dialog<Inform> = {
  title: (words) => words('dialogs:inform.title'),
  form: (context) => {
    const held = context.held ?? [];
    return card({
      ...frame(context, 'inform', words),
      channels: field(context, 'channels', held.length === 1 ? held[0]?.id : ''),
      choices: held.map(({ id, name, detail }) => ({
        title: detail
          ? `${unlinkedText(name, 60)} (${context.words('dialogs:inform.there', { names: unlinkedText(detail, 120) })})`
          : unlinkedText(name, 60),
        value: id,
      })),
      reason: field(context, 'reason'),
    });
  },
  parse: (data) => read(schema, data),
};
