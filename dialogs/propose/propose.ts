/** Propose: a containment, to an application team: what on what, why, by when, how it ends, and what silence means. */
import { z } from 'zod';
import { type Measure, measures } from '../../bot/incidents/containment.ts';
import { template } from '../../cards/template.ts';
import { unlinkedText } from '../../cards/untrusted.ts';
import { type Dialog, field, frame, read } from '../dialog.ts';
import { oneOf, optional, several, text } from '../fields.ts';
import json from './propose.template.json' with { type: 'json' };

const card = template('propose', json);
const words = [
  ...['channel', 'channelHint', 'channelMissing', 'measure', 'measureHint', 'measureMissing'],
  ...['playbook', 'playbookHint', 'doing', 'doingHint', 'entities', 'entitiesHint', 'more'],
  ...[
    'why',
    'whyHint',
    'whyMissing',
    'minutes',
    'minutesMissing',
    'lifting',
    'liftingHint',
    'liftingMissing',
  ],
  ...['silence', 'submit'],
];

/** By when somebody is to decide, in minutes from now. */
const soon = ['15', '30', '60', '240', '1440'] as const;
const silences = ['hold', 'analyst'] as const;
const longest = 2000;
// Each line of the list takes some 150 bytes of the form.
const mostEntities = 40;

/** Everything is to be looked up: the channel, the playbook by its ARM id, and the entities by theirs. */
export interface Propose {
  channel: string;
  measure: Measure;
  playbook: string;
  doing: string;
  entities: string[];
  why: string;
  minutes: number;
  lifting: string;
  onSilence: (typeof silences)[number];
}

const schema = z
  .object({
    channel: optional.pipe(z.string().min(1, 'choose').max(300, 'choose')),
    measure: oneOf(measures),
    playbook: optional.pipe(z.string().max(1000, 'choose')),
    doing: optional.pipe(z.string().max(longest, 'tooLong')),
    entities: several.refine((ids) => ids.length <= mostEntities, 'choose'),
    why: text(longest),
    minutes: oneOf(soon).transform(Number),
    lifting: text(longest),
    silence: oneOf(silences),
  })
  .refine(({ measure, playbook }) => measure !== 'playbook' || playbook !== '', {
    path: ['playbook'],
    error: 'choose',
  })
  .refine(({ measure, doing }) => measure !== 'other' || doing !== '', { path: ['doing'], error: 'required' })
  .transform(({ silence, ...values }): Propose => ({ ...values, onSilence: silence }));

export const propose: Dialog<Propose> = {
  title: (words) => words('dialogs:propose.title'),
  form(context) {
    const channels = (context.channels ?? []).map(({ id, name }) => ({
      title: unlinkedText(name, 60),
      value: id,
    }));
    const playbooks = (context.playbooks ?? []).map(({ id, name }) => ({
      title: unlinkedText(name, 80),
      value: id,
    }));
    const entities = (context.entities ?? []).slice(0, mostEntities).map(({ id, kind, name }) => ({
      title: `${unlinkedText(name, 80)} (${unlinkedText(kind, 24)})`,
      value: id,
    }));
    const offered = measures.filter((one) => one !== 'playbook' || playbooks.length > 0);
    const choice = (key: string, value: string) => ({
      value,
      title: context.words(`dialogs:propose.${key}`),
    });
    return card({
      ...frame(context, 'propose', words),
      channel: field(context, 'channel', channels.length === 1 ? channels[0]?.value : ''),
      channels,
      measure: field(context, 'measure'),
      measures: offered.map((value) => ({ value, title: context.words(`cards:check.measure.${value}`) })),
      playbook: field(context, 'playbook'),
      playbooks,
      hasPlaybooks: playbooks.length > 0,
      doing: field(context, 'doing'),
      entities: field(context, 'entities', entities.length === 1 ? entities[0]?.value : ''),
      entityChoices: entities,
      hasEntities: entities.length > 0,
      hasMore: (context.entities ?? []).length > mostEntities,
      why: field(context, 'why'),
      minutes: field(context, 'minutes', '60'),
      times: soon.map((value) => choice(`in.${value}`, value)),
      lifting: field(context, 'lifting'),
      silence: field(context, 'silence', 'hold'),
      silences: silences.map((value) => choice(`silences.${value}`, value)),
    });
  },
  parse: (data) => read(schema, data),
};
