/** The dialogs by name, and what each form starts with. The list that `dialog` in a verb's definition names. */
import { ask } from '../../dialogs/ask/ask.ts';
import { assign } from '../../dialogs/assign/assign.ts';
import { checkDialogs, checkFields } from '../../dialogs/check/check.ts';
import { close } from '../../dialogs/close/close.ts';
import { comment } from '../../dialogs/comment/comment.ts';
import { connect, connectFields, connectValues } from '../../dialogs/connect/connect.ts';
import { contacts, contactsFields } from '../../dialogs/contacts/contacts.ts';
import { declineClosing } from '../../dialogs/decline-closing/decline-closing.ts';
import type { Choosable, Dialog, FormContext } from '../../dialogs/dialog.ts';
import { drop } from '../../dialogs/drop/drop.ts';
import { erase } from '../../dialogs/erase/erase.ts';
import { inform } from '../../dialogs/inform/inform.ts';
import { merged } from '../../dialogs/merged/merged.ts';
import { notOurs } from '../../dialogs/not-ours/not-ours.ts';
import { propose } from '../../dialogs/propose/propose.ts';
import { answer, cannotSay, moreTime, passOn, questionNote } from '../../dialogs/question/question.ts';
import { questionList } from '../../dialogs/question-list/question-list.ts';
import { severity } from '../../dialogs/severity/severity.ts';
import { share } from '../../dialogs/share/share.ts';
import { closeAll } from '../../dialogs/storm-close/storm-close.ts';
import { tag } from '../../dialogs/tag/tag.ts';
import type { ChannelState } from '../incidents/channel.ts';
import { contactsOf } from '../incidents/contacts.ts';
import { current, type IncidentState, teamRoutes } from '../incidents/state.ts';
import type { Member } from '../ports.ts';
import type { Context } from './define.ts';

export const dialogs: Record<string, Dialog<unknown>> = {
  answer,
  ask,
  assign,
  'cannot-say': cannotSay,
  close,
  'close-group': closeAll,
  comment,
  connect,
  contacts,
  'decline-closing': declineClosing,
  drop,
  erase,
  inform,
  merged,
  'more-time': moreTime,
  'not-ours': notOurs,
  propose,
  ...checkDialogs,
  'pass-on': passOn,
  'question-list': questionList,
  'question-note': questionNote,
  severity,
  share,
  tag,
};

/** Every field that a form may send back, so that it can be shown again with what stood in it. */
export const fieldsOf: Record<string, string[]> = {
  answer: ['value', 'answer', 'link'],
  ask: [
    ...['channel', 'listed', 'question', 'people', 'when', 'date', 'time'],
    ...['answers', 'options', 'standIn'],
  ],
  assign: ['assignee', 'person'],
  'cannot-say': ['reason'],
  close: ['outcome', 'comment'],
  'close-group': ['outcome', 'comment'],
  comment: ['text'],
  connect: connectFields,
  contacts: contactsFields,
  'decline-closing': ['reason'],
  drop: ['reason'],
  erase: ['person', 'where', 'reason', 'sure'],
  inform: ['channels', 'reason'],
  merged: ['into'],
  'more-time': ['when', 'date', 'time', 'reason'],
  'not-ours': ['reason'],
  propose: ['channel', 'measure', 'playbook', 'doing', 'entities', 'why', 'minutes', 'lifting', 'silence'],
  ...checkFields,
  'pass-on': ['person', 'reason'],
  'question-list': ['questions'],
  'question-note': ['text'],
  severity: ['severity'],
  share: ['text'],
  tag: ['add', 'remove'],
};

/** What an incident's form offers to choose from, and what stands in it at first. */
export function incidentForm(
  state: IncidentState | undefined,
  context: Context,
): Pick<FormContext, 'values' | 'members' | 'channels' | 'held' | 'tags' | 'readers'> {
  const teams = state ? teamRoutes(state) : [];
  return {
    values: state
      ? { severity: current(state).severity, when: current(state).severity === 'High' ? '1h' : '4h' }
      : {},
    members: choosable(context.members.flatMap((m) => m.members)),
    channels: teams.map((route) => ({ id: route.channel, name: route.name })),
    held: (state?.held ?? []).map(({ channel, name, suspects = [] }) => ({
      id: channel,
      name,
      ...(suspects.length > 0 && { detail: suspects.map((one) => one.name).join(', ') }),
    })),
    tags: state ? current(state).labels.map((label) => label.name) : [],
    readers: teams.map((route) => route.name),
  };
}

/** What the form of a channel's connection starts with: what it is now, or the channel's name. */
export function connectForm(
  channel: ChannelState | undefined,
  context: Context,
): Pick<FormContext, 'values' | 'members'> {
  const connection = channel?.connection;
  return {
    values: connection
      ? connectValues({
          connection,
          contactOid: contactsOf(channel).contact?.oid,
          managerOids: connection.managers?.map(({ oid }) => oid),
        })
      : { name: channel?.place?.name ?? '', contact: context.actor.oid },
    members: choosable(context.members.flatMap((m) => m.members)),
  };
}

export function choosable(members: Member[]): Choosable[] {
  const once = new Map(members.filter((member) => !member.guest).map((member) => [member.oid, member]));
  return [...once.values()]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ oid, name, upn }) => ({ oid, name, ...(upn && { detail: upn }) }));
}
