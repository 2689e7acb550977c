/** Tries one verb as one person in one place, with what its button, dialog or words would bring, and tells whether they may. */
import type { Asked, Reply } from '../../bot/actions/asked.ts';
import type { Action } from '../../bot/actions/define.ts';
import { errorWords } from '../../bot/actions/say-words.ts';
import { Refused } from '../../bot/errors.ts';
import type { Place } from '../../bot/ports.ts';
import { logKey, paymentsId } from '../build.ts';
import { context } from '../cards/samples.ts';
import { readable } from '../cards/walk.ts';
import { type Company, type Data, type Somebody, teamMember } from './company.ts';

/** The refusals that are for want of a right or for the wrong kind of place; any other says that the verb makes no sense just now. */
export const rights = [
  'needs.analyst',
  'needs.administrator',
  'needs.manager',
  'notMember',
  'notYourChannel',
  'notInSoc',
  'notForHere',
  'notHere',
  'guest',
  'channelOnly',
  'socOnly',
  'digestNowhere',
  'digestNothing',
  'digestForNobody',
] as const;
export type Right = (typeof rights)[number];

const onCard = { incident: logKey, rev: '0', from: 'card' };
/** There is no such check: rights come before that. */
const onCheck = { ...onCard, from: 'check', check: '7' };
const storm = { storm: '7', group: '11111111-2222-4333-8444-555555555555' };

/** What each verb is sent with, so that nothing but rights can be in its way. */
const sent: Record<string, { kind: Asked['kind']; data?: Data; text?: string }> = {
  acknowledge: { kind: 'click', data: onCard },
  assign: { kind: 'submit', data: { ...onCard, assignee: teamMember.oid } },
  take: { kind: 'click', data: onCard },
  release: { kind: 'click', data: onCard },
  comment: { kind: 'submit', data: { ...onCard, text: 'hm' } },
  say: { kind: 'typed', text: 'hm, odd' },
  share: { kind: 'submit', data: { ...onCard, text: 'hm' } },
  inform: { kind: 'submit', data: { ...onCard, channels: paymentsId } },
  severity: { kind: 'submit', data: { ...onCard, severity: 'Low' } },
  tag: { kind: 'submit', data: { ...onCard, add: 'pci' } },
  close: { kind: 'submit', data: { ...onCard, outcome: 'Undetermined', comment: 'hm' } },
  'agree closing': { kind: 'click', data: onCard },
  'decline closing': { kind: 'submit', data: { ...onCard, reason: 'hm' } },
  reopen: { kind: 'click', data: onCard },
  merged: { kind: 'submit', data: { ...onCard, into: '1301' } },
  'not ours': { kind: 'submit', data: { ...onCard, reason: 'hm' } },
  ask: {
    kind: 'submit',
    data: { ...onCard, channel: paymentsId, question: 'hm?', when: '4h', answers: 'text' },
  },
  'cannot say': { kind: 'submit', data: { ...onCard, from: 'question', question: 'q' } },
  'pass on': {
    kind: 'submit',
    data: { ...onCard, from: 'question', question: 'q', person: teamMember.oid },
  },
  'more time': { kind: 'submit', data: { ...onCard, from: 'question', question: 'q', when: '4h' } },
  'question note': { kind: 'submit', data: { ...onCard, from: 'question', question: 'q', text: 'hm' } },
  withdraw: { kind: 'click', data: { ...onCard, question: 'q' } },
  answer: { kind: 'click', data: { ...onCard, from: 'question', question: 'q', answer: 'hm' } },
  propose: {
    kind: 'submit',
    data: {
      ...onCard,
      channel: paymentsId,
      measure: 'isolateHost',
      why: 'hm',
      minutes: '60',
      lifting: 'hm',
      silence: 'hold',
    },
  },
  impact: { kind: 'submit', data: { ...onCheck, breaks: 'hm' } },
  'go ahead': { kind: 'submit', data: { ...onCheck, reason: 'hm' } },
  hold: { kind: 'submit', data: { ...onCheck, reason: 'hm' } },
  override: { kind: 'submit', data: { ...onCheck, reason: 'hm' } },
  'withdraw check': { kind: 'submit', data: onCheck },
  outcome: { kind: 'click', data: { ...onCheck, as: 'done' } },
  lift: { kind: 'submit', data: onCheck },
  healthy: { kind: 'submit', data: { ...onCheck, healthy: 'yes' } },
  undo: { kind: 'click', data: onCard },
  erase: {
    kind: 'submit',
    data: { ...onCard, person: teamMember.oid, where: 'here', reason: 'asked for', sure: 'yes' },
  },
  'set again': { kind: 'click', data: onCard },
  'try again': { kind: 'click', data: onCard },
  drop: { kind: 'submit', data: { ...onCard, reason: 'hm' } },
  'post card': { kind: 'click', data: onCard },
  group: { kind: 'open', data: storm },
  'acknowledge group': { kind: 'click', data: storm },
  'close group': { kind: 'submit', data: { ...storm, outcome: 'Undetermined', comment: 'hm' } },
  find: { kind: 'typed', text: 'find pay' },
  show: { kind: 'click', data: { incident: logKey } },
  history: { kind: 'click', data: { incident: logKey } },
  report: { kind: 'click', data: { incident: logKey } },
  export: { kind: 'typed', text: 'export' },
  open: { kind: 'typed', text: 'open' },
  mine: { kind: 'typed', text: 'mine' },
  overdue: { kind: 'typed', text: 'overdue' },
  status: { kind: 'typed', text: 'status' },
  handover: { kind: 'typed', text: 'handover' },
  'handover note': { kind: 'typed', text: 'handover note: hm' },
  every: { kind: 'typed', text: 'every weekday at 08:00' },
  digests: { kind: 'typed', text: 'digests' },
  'stop digest': { kind: 'typed', text: 'stop digest' },
  health: { kind: 'typed', text: 'health' },
  'soc here': { kind: 'typed', text: 'soc here' },
  connect: {
    kind: 'submit',
    data: { name: 'Lunch', hosts: 'lunch-*', from: 'Low', language: 'en', zone: 'UTC', confirmed: 'yes' },
  },
  contacts: { kind: 'typed', text: 'contacts' },
  'set contacts': { kind: 'submit', data: { contact: teamMember.oid, day1: '08:00-17:00' } },
  routes: { kind: 'typed', text: 'routes' },
  disconnect: { kind: 'typed', text: 'disconnect' },
  questions: { kind: 'typed', text: 'questions' },
  'question list': { kind: 'submit', data: { questions: 'Why?' } },
  drill: { kind: 'typed', text: 'drill payments' },
  help: { kind: 'typed', text: 'help' },
};

/** Undefined where they may. */
export async function attempt(
  world: Company,
  action: Action,
  who: Somebody,
  where: Place,
  change: Data = {},
): Promise<Right | undefined> {
  const how = sent[action.verb];
  if (!how) throw new Error(`Nothing says how ${action.verb} is sent: add it to the list in this file.`);
  const { kind, data = {}, text = '' } = how;
  const given = kind === 'typed' ? {} : { ...data, verb: action.verb, ...change };
  const reply = await world.does(who, where, kind, given, text);
  const told = wordsIn(reply);
  const look = context();
  return rights.find((right) => told.includes(errorWords(new Refused(right, { verb: action.verb }), look)));
}

function wordsIn(reply: Reply): string {
  if (reply.kind === 'tell') return reply.text;
  return 'card' in reply ? readable(reply.card) : '';
}
