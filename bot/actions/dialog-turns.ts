/** A dialog is opened, or sent. Bad input is shown again at its field, with everything that was typed. */

import { z } from 'zod';
import type { CardContext } from '../../cards/context.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { namesIn, undoneText } from '../../cards/trouble.ts';
import { type Ask, gone } from '../../dialogs/ask/ask.ts';
import type { Connect } from '../../dialogs/connect/connect.ts';
import { connectPreview } from '../../dialogs/connect/preview.ts';
import type { SetContacts } from '../../dialogs/contacts/contacts.ts';
import { type Choosable, type Dialog, type FormContext, sent, sentences } from '../../dialogs/dialog.ts';
import { Refused } from '../errors.ts';
import { maySee, type View } from '../incidents/audience.ts';
import { isOpen, mayAnswer } from '../incidents/question.ts';
import { matchOf } from '../incidents/routing.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import { writersOf } from '../incidents/texts.ts';
import { incidents as incidentKind } from '../log/kinds.ts';
import { isTheirs, questionMeant, whichQuestion } from './about-question.ts';
import { setUp } from './act.ts';
import { allow } from './allowed.ts';
import { ask } from './ask.ts';
import type { Asked, Reply } from './asked.ts';
import { notDeleted } from './changes.ts';
import { actOnAll, verbIn } from './click.ts';
import { contactsForm, notHere } from './contacts-form.ts';
import type { ChannelAction, Context, IncidentAction } from './define.ts';
import { type Desk, incidentsIn } from './desk.ts';
import { erase } from './erase.ts';
import { choosable, connectForm, dialogs, fieldsOf, incidentForm } from './forms.ts';
import { forIncident, gather, rosters, viewOf } from './gather.ts';
import { listIncidents } from './inquire.ts';
import { clickKey } from './keys.ts';
import { isAboutLog, logForm, onLog } from './log-turns.ts';
import { parkedNow } from './parked.ts';
import { choicesOf, fromList, linesOf, questionList } from './question-list.ts';
import { errorWords } from './say-words.ts';
import { setContacts } from './set-contacts.ts';
import { groupForm, groupWindow, isAboutGroup, onGroup } from './storm-turns.ts';
import { warned, warningText } from './warned.ts';

const daysOfPreview = 30;

type Form = Omit<FormContext, 'words' | 'hidden' | 'errors'> & Partial<Pick<FormContext, 'hidden'>>;

export async function openDialog(asked: Asked, look: CardContext, desk: Desk): Promise<Reply> {
  if (isAboutGroup(asked.data)) return groupWindow(asked, look, desk);
  const { action, dialog, context } = await turn(asked, desk);
  const form = await formFor(action, asked, context, look, desk);
  return show(dialog, action, asked, form, {}, look, desk.nonce());
}

export async function submitDialog(asked: Asked, look: CardContext, desk: Desk): Promise<Reply> {
  if (isAboutGroup(asked.data)) return groupWindow(asked, look, desk);
  const { action, dialog, context } = await turn(asked, desk);
  const parsed = dialog.parse(asked.data);
  const unwarned = await isUnwarned(action, asked, desk);
  const typed = sent(asked.data, fieldsOf[action.dialog!] ?? []);
  const nonce = typeof asked.data.nonce === 'string' ? asked.data.nonce.slice(0, 64) : desk.nonce();
  const again = async (errors: Record<string, string>): Promise<Reply> => {
    const form = await formFor(action, asked, context, look, desk);
    return show(
      dialog,
      action,
      asked,
      { ...form, values: { ...form.values, ...typed } },
      errors,
      look,
      nonce,
    );
  };
  if ('errors' in parsed) return again(sentences(look.words, parsed.errors));
  if (asked.data.back === 'yes') return again({});
  if (unwarned) return again({ sure: look.words('dialogs:errors.sureContained') });
  if (isAboutLog(asked.data)) {
    const text = await onLog({ ...asked.data, ...(parsed.values as object) }, context, look, desk);
    return {
      kind: 'dialog',
      title: dialog.title(look.words),
      card: noticeCard({ text, tone: 'good' }, look),
    };
  }
  if (action.on === 'incident') {
    const values = await whole(action, parsed.values, look, desk);
    if (!values) return again(sentences(look.words, gone));
    const input = { ...onQuestion(action, asked.data), ...values };
    const reply = await actOnAll(
      action,
      { ...asked, data: { ...asked.data, nonce } },
      input,
      context,
      look,
      desk,
    ).catch((error) => {
      // When it is due can be chosen again, without writing all of it anew.
      if (error instanceof Refused && error.word.startsWith('due.'))
        return again({ when: errorWords(error, look) });
      throw error;
    });
    if (reply.kind === 'dialog') return reply;
    // Several at once were listed before; what became of each is worth a look. One shows on its card.
    return (action.told || typeof asked.data.incidents === 'string') && 'card' in reply && reply.card
      ? { kind: 'dialog', title: dialog.title(look.words), card: reply.card }
      : { kind: 'done' };
  }
  if (action.needs === 'storm') {
    const data = { ...asked.data, ...(parsed.values as object), nonce };
    const text = await onGroup(action, data, context, look, desk);
    const card = noticeCard({ text, tone: 'good' }, look);
    return { kind: 'dialog', title: dialog.title(look.words), card };
  }
  if (action === setContacts) {
    const members = await desk.directory.members(context.place);
    const wrong = notHere(parsed.values as SetContacts, members, context.place.tenantId);
    if (Object.keys(wrong).length > 0) return again(sentences(look.words, wrong));
  } else if (asked.data.confirmed !== 'yes' && action.verb !== questionList.verb)
    return preview(dialog, action, parsed.values as Connect, typed, look, nonce, desk, viewOf(context));
  await setUp(
    action,
    parsed.values,
    context,
    clickKey(action.verb, context.actor.oid, { ...typed, place: context.place.id, nonce }),
    { ...desk, look },
  );
  return { kind: 'done' };
}

/** What a form sent, with what it names of the SOC's list of questions; undefined where the list has it no more. */
async function whole(
  { verb }: IncidentAction,
  values: unknown,
  look: CardContext,
  desk: Desk,
): Promise<object | undefined> {
  return verb === ask.verb
    ? fromList(values as Ask, linesOf(await desk.channels(), look))
    : (values as object);
}

/** Which question a form is about; outside input, which the verb looks up. */
function onQuestion({ of }: IncidentAction, data: Record<string, unknown>): Record<string, unknown> {
  if (of !== 'question') return {};
  const { question, number } = data;
  return { ...(question !== undefined && { question }), ...(number !== undefined && { number }) };
}

/** The dialog's verb, and who is asking; refused before a form is shown rather than after it is filled in. */
async function turn(asked: Asked, desk: Desk) {
  const action = verbIn(asked.data);
  if (action.on === 'overview' || !action.dialog) throw new Refused('unknownVerb');
  const dialog = dialogs[action.dialog];
  if (!dialog) throw new Refused('unknownVerb');
  const context = await gather(asked.speaker, 'dialog', desk);
  return { action, dialog, context };
}

async function formFor(
  action: IncidentAction | ChannelAction,
  asked: Asked,
  context: Context,
  look: CardContext,
  desk: Desk,
): Promise<Form> {
  if (isAboutLog(asked.data)) return logForm(asked.data, context, look, desk);
  if (action.on === 'channel') {
    allow(action, context);
    if (action.needs === 'storm') return groupForm(asked, context, look, desk);
    if (context.place.kind !== 'channel') throw new Refused('channelOnly');
    if (action.verb === questionList.verb) {
      if (context.audience !== 'soc') throw new Refused('socOnly');
      const values = { questions: linesOf(await desk.channels(), look).join('\n') };
      return { heading: context.channelName, values };
    }
    const members = [{ channel: context.place.id, members: await desk.directory.members(context.place) }];
    const channel = (await desk.channels()).find((c) => c.place?.id === context.place.id);
    if (channel?.soc) throw new Refused('socOwnsAll');
    const heading = channel?.place?.name ?? '';
    return action === setContacts
      ? {
          heading: channel?.connection?.name ?? heading,
          ...contactsForm(channel, { ...context, members }, look),
        }
      : { heading, ...connectForm(channel, { ...context, members }) };
  }
  const logKeys = incidentsIn(asked.data);
  const states = await Promise.all(logKeys.map((logKey) => desk.journal.read(incidentKind, logKey)));
  for (const state of states) {
    if (!state.seen) throw new Refused('unknownIncident');
    allow(action, forIncident(context, state), state);
    if (!action.onDeleted) notDeleted(state);
  }
  const [first] = states;
  const members = action.needs === 'rosters' && first ? await rosters(context, first, desk) : [];
  const heading =
    states.length === 1 && first
      ? `#${current(first).number} ${current(first).title}`
      : look.words('talk:several.heading', {
          numbers: states.map((s) => `#${current(s).number}`).join(', '),
        });
  const asking =
    action.verb === 'ask' && first
      ? members.filter((m) => m.channel !== context.place.id || context.audience !== 'soc')
      : members;
  const undone = states.flatMap((state) => undoneLines(state, asked.data.effect, look));
  const form = incidentForm(first, { ...context, members: asking });
  const own = first && action.form?.(first, forIncident(context, first), asked.data, look);
  const of = await warned(action, states, desk.journal);
  const warning = of.length > 0 ? { warning: warningText(of, viewOf(context), look) } : {};
  const questions = action.verb === ask.verb ? choicesOf(linesOf(await desk.channels(), look)) : [];
  return {
    heading,
    undone,
    ...form,
    ...own,
    ...warning,
    ...(action.verb === erase.verb && { members: writers(states, look) }),
    ...(questions.length > 0 && { questions }),
    ...(action.of === 'question' && first && questionForm(first, asked.data, { ...context, members })),
  };
}

/** The question that a form is about; refused as the verb itself would where it is not theirs. */
function questionForm(
  state: IncidentState,
  data: Record<string, unknown>,
  context: Context,
): Pick<Form, 'question' | 'members'> {
  const which = z.object(whichQuestion).safeParse(data);
  const question = questionMeant(
    state,
    which.success ? which.data : {},
    (q) => isOpen(q) && mayAnswer(q, context.actor),
    (q) => isTheirs(q, context),
  );
  const { text, kind = 'text', options = [], channel } = question;
  const members = context.members.filter((m) => m.channel === channel).flatMap((m) => m.members);
  return { question: { text, kind, options }, members: choosable(members) };
}

/** Whether there is something to know of which the form has not asked whether it is known. */
async function isUnwarned(
  action: IncidentAction | ChannelAction,
  { data }: Asked,
  desk: Desk,
): Promise<boolean> {
  if (action.on !== 'incident' || !action.warns || data.sure === 'yes') return false;
  const read = (logKey: string) => desk.journal.read(incidentKind, logKey, false);
  const states = await Promise.all(incidentsIn(data).map(read));
  return (await warned(action, states, desk.journal)).length > 0;
}

/** Whose words can be erased there, and how many texts each wrote. */
function writers(states: IncidentState[], look: CardContext): Choosable[] {
  const all = { texts: states.flatMap(({ texts = [] }) => texts) };
  return writersOf(all).map(({ oid, name, count }) => ({
    oid,
    name,
    detail: look.words('talk:erase.texts', { count }),
  }));
}

/** What Muster could not do on an incident, of which a button named some. */
function undoneLines(state: IncidentState, named: unknown, look: CardContext): string[] {
  const parked = parkedNow(state.trouble, typeof named === 'string' ? named : undefined);
  return parked.map((one) => undoneText(one, look, namesIn(state)));
}

/** What a form carries along of the button that opened it. */
const names = [
  ...['incident', 'incidents', 'log', 'effect', 'storm', 'group', 'wanted', 'check', 'rev', 'from'],
  ...['question', 'number'],
];

function show(
  dialog: Dialog<unknown>,
  action: IncidentAction | ChannelAction,
  asked: Asked,
  form: Form,
  errors: Record<string, string>,
  look: CardContext,
  nonce: string,
): Reply {
  const carried = names.flatMap((name) => {
    const value = asked.data[name];
    // A form's own field of that name is no button's.
    const own = fieldsOf[action.dialog ?? '']?.includes(name);
    return typeof value === 'string' && !own ? [[name, value]] : [];
  });
  const hidden = { ...Object.fromEntries(carried), ...form.hidden, verb: action.verb, nonce };
  return {
    kind: 'dialog',
    title: dialog.title(look.words),
    card: dialog.form({ ...form, words: look.words, hidden, errors }),
  };
}

/** How many incidents of the last 30 days the patterns would have matched, before they are saved. */
async function preview(
  dialog: Dialog<unknown>,
  action: ChannelAction,
  values: Connect,
  typed: Record<string, string>,
  look: CardContext,
  nonce: string,
  desk: Desk,
  view: View,
): Promise<Reply> {
  const since = new Date(desk.clock.now().getTime() - daysOfPreview * 86_400_000).toISOString();
  const all = (await listIncidents(desk.snapshots, {})).filter((state) => current(state).createdAt >= since);
  const matched = all.filter((state) => {
    const subject = { incident: current(state), entities: state.entities ?? [], alerts: state.alerts };
    return matchOf(subject, values.connection).reasons.length > 0;
  });
  const context: FormContext = {
    words: look.words,
    heading: values.connection.name,
    hidden: { verb: action.verb, nonce },
    values: typed,
    errors: {},
  };
  const card = connectPreview(context, {
    count: matched.length,
    total: all.length,
    days: daysOfPreview,
    examples: matched
      .filter((state) => maySee(view, state))
      .slice(-5)
      .map((state) => `#${current(state).number} ${current(state).title}`),
  });
  return { kind: 'dialog', title: dialog.title(look.words), card };
}
