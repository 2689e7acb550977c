/** Every card and form with texts of an attacker's in every field that anybody outside may fill. */
import { groupsOf } from '../../bot/incidents/grouping.ts';
import type { IncidentState, Question } from '../../bot/incidents/state.ts';
import { wordsOf } from '../../bot/words/words.ts';
import { backlogCard } from '../../cards/backlog/backlog.ts';
import { rulesCard, teamsCard } from '../../cards/breakdown/breakdown.ts';
import { checkCard } from '../../cards/check/check.ts';
import { checkLines, containedText } from '../../cards/check/check-words.ts';
import { contactsCard } from '../../cards/contacts/contacts.ts';
import type { CardContext } from '../../cards/context.ts';
import { handoverCard } from '../../cards/handover/handover.ts';
import { healthCard } from '../../cards/health/health.ts';
import { helpCard } from '../../cards/help/help.ts';
import { historyCard } from '../../cards/history/history.ts';
import { socCard } from '../../cards/incident/incident.ts';
import { listCard } from '../../cards/list/list.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { questionCard } from '../../cards/question/question.ts';
import { referenceCard } from '../../cards/reference/reference.ts';
import { statusCard } from '../../cards/status/status.ts';
import { stormCard } from '../../cards/storm/storm.ts';
import { teamCard } from '../../cards/team-incident/team-incident.ts';
import type { Card } from '../../cards/template.ts';
import { trendCard } from '../../cards/trend/trend.ts';
import { undoneText } from '../../cards/trouble.ts';
import { welcomeCard } from '../../cards/welcome/welcome.ts';
import { ask } from '../../dialogs/ask/ask.ts';
import { assign } from '../../dialogs/assign/assign.ts';
import { checkDialogs } from '../../dialogs/check/check.ts';
import { close } from '../../dialogs/close/close.ts';
import { comment } from '../../dialogs/comment/comment.ts';
import { connect } from '../../dialogs/connect/connect.ts';
import { connectPreview } from '../../dialogs/connect/preview.ts';
import { contacts } from '../../dialogs/contacts/contacts.ts';
import { declineClosing } from '../../dialogs/decline-closing/decline-closing.ts';
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
import { stormList } from '../../dialogs/storm/storm.ts';
import { closeAll } from '../../dialogs/storm-close/storm-close.ts';
import { tag } from '../../dialogs/tag/tag.ts';
import { context as formContext } from '../dialogs/form.ts';
import { handoverContent } from './handover-sample.ts';
import {
  absorbingState,
  ada,
  brief,
  busyState,
  check,
  choiceQuestion,
  closedState,
  contactsState,
  entity,
  figures,
  health,
  incident,
  intoOther,
  liftedCheck,
  mergedState,
  newButtons,
  payments,
  question,
  rulesFigures,
  scoped,
  state,
  stormContent,
  stormPage,
  teamButtons,
  teamsFigures,
  trendDays,
  troubles,
  wantedState,
  webshop,
} from './samples.ts';

/** Gives the next text to put somewhere. */
export type Next = () => string;

// Ids, Sentinel's own terms and our own words for kinds: what is not one of these is refused or replaced where it comes in.
const ours = [
  ...[
    'id',
    'oid',
    'objectId',
    'logKey',
    'channel',
    'into',
    'from',
    'etag',
    'key',
    'kind',
    'type',
    'verb',
    'mode',
  ],
  ...[
    'severity',
    'status',
    'classification',
    'classificationReason',
    'audience',
    'field',
    'where',
    'why',
    'tone',
  ],
  ...['style', 'of', 'group', 'place', 'language', 'zone'],
  ...['measure', 'standing', 'onSilence', 'as', 'is'],
];
const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT/.test(text);
const isId = (text: string): boolean => /^(?:19:|incident:|sub~)/.test(text);

/** A copy in which every text is an attacker's, but for what is ours. A new field is filled without being named here. */
export function poisoned<T>(value: T, next: Next): T {
  return filled(value, next, undefined, undefined) as T;
}

function filled(value: unknown, next: Next, key: string | undefined, holder: object | undefined): unknown {
  if (typeof value === 'string') return isOurs(value, key, holder) ? value : next();
  if (typeof value === 'function')
    return (...args: unknown[]) => filled(Reflect.apply(value, undefined, args), next, key, holder);
  if (Array.isArray(value)) return value.map((one) => filled(one, next, key, holder));
  if (typeof value !== 'object' || value === null || value instanceof Date || isButton(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, filled(inner, next, name, value)]),
  );
}

function isOurs(text: string, key = '', holder: object = {}): boolean {
  // A route names entities by their ids; a storm's brief by what they are called.
  const ids = key === 'entities' && 'audience' in holder;
  const service = key === 'name' && 'throttled' in holder;
  // A check says why in words, and its rule names kinds of people.
  if ('measure' in holder) {
    if (key === 'why') return false;
    if (key === 'entities') return true;
  }
  if (key === 'who' && 'people' in holder) return true;
  return ours.includes(key) || isTime(text) || isId(text) || ids || service;
}

function isButton(value: object): boolean {
  return 'verb' in value && 'data' in value;
}

/** Each card in the states in which it shows most. */
export function poisonedCards(context: CardContext, next: Next): Record<string, Card> {
  const p = <T>(value: T): T => poisoned(value, next);
  const hidden = { incident: '11111111-2222-4333-8444-555555555555', question: 'q1', nonce: 'n-1' };
  const workspaces = { 'sub~rg-soc~ws-soc': next() };
  const several = { ...context, workspaces };
  const full = () => {
    const busy = p(busyState({ trouble: troubles(), checks: [check(), liftedCheck()] }));
    const strange = p({ ...entity('Volcano', 'Etna'), kind: next() });
    const heard = { ...p(busy.remarks[0]!), id: 'heard', kind: 'heard' as const };
    return {
      ...busy,
      entities: [...p(state().entities!), strange],
      remarks: [...busy.remarks, heard],
      seen: p(
        incident({ status: 'Active', owner: { name: 'x' }, providerIncidentId: '88', techniques: ['x'] }),
      ),
    };
  };
  const asked = (of: IncidentState, one: Question): Card =>
    questionCard({ ...of, questions: [one] }, one, context, teamButtons, hidden);
  const busy = full();
  const reasons = (['host', 'resource', 'account', 'rule', 'product', 'tag'] as const).map((field) => ({
    field,
    pattern: next(),
  }));
  const ids = busy.entities.map(({ id }) => id);
  const route = { ...p(payments), entities: busy.entities.map(({ id }) => id), reasons };
  const briefs = p([brief({ number: 7 }), brief({ number: 8, group: 'g2', ruleName: 'x' })]);
  const { url, defenderUrl } = incident();
  const links = { url: url!, defenderUrl: defenderUrl! };
  const byMerge = { ...intoOther, by: ada };
  return {
    soc: socCard(busy, several, newButtons),
    'soc, described': socCard(p(state()), several, newButtons),
    'soc, linked': socCard({ ...p(state()), seen: { ...p(incident()), ...links } }, several, newButtons),
    'soc, held back': socCard(
      { ...full(), held: p([{ ...payments, suspects: [ada] }]) },
      context,
      newButtons,
    ),
    'soc, alone': socCard(
      { ...full(), routes: [], remarks: [], questions: [], trouble: {} },
      context,
      newButtons,
    ),
    'soc, wanted': socCard(p(wantedState()), context, newButtons),
    'soc, declined': socCard(p(wantedState(true)), context, newButtons),
    'team, wanted': teamCard(p(wantedState()), route, context, teamButtons),
    'soc, closed': socCard(
      { ...p(closedState()), closedBy: p(ada), closedWith: p(ada) },
      context,
      newButtons,
    ),
    'soc, merged': socCard(p(mergedState(byMerge)), context, newButtons),
    'soc, absorbing': socCard(p(absorbingState()), context, newButtons),
    team: teamCard({ ...busy, acks: [] }, route, several, teamButtons),
    'team, acknowledged': teamCard({ ...busy, questions: [] }, route, context, teamButtons),
    'team, elsewhere': teamCard(
      p(busyState({ questions: [], acks: busyState().acks.slice(0, 1) })),
      p(webshop),
      context,
      teamButtons,
    ),
    'team, owned': teamCard({ ...busy, questions: [], acks: [] }, route, context, teamButtons),
    'team, handed back': teamCard(busy, p(busyState().routes[2]!), context, teamButtons),
    'team, closed': teamCard(p(closedState()), route, context, teamButtons),
    'team, merged': teamCard(p(mergedState(byMerge)), route, context, teamButtons),
    check: checkCard(busy, p(check()), { audience: 'team', entities: ids }, context, teamButtons),
    'check, in words': checkCard(
      busy,
      p(check({ measure: 'other', impacts: [], votes: [] })),
      { audience: 'soc', entities: ids },
      context,
      teamButtons,
    ),
    'check, lifted': checkCard(
      busy,
      p(liftedCheck()),
      { audience: 'soc', entities: [] },
      context,
      newButtons,
    ),
    'check, failed': checkCard(
      busy,
      p({
        ...check(),
        standing: 'failed' as const,
        runs: [{ id: '1.0', at: 'x', is: 'failed' as const, tries: 0, why: 'x' }],
      }),
      { audience: 'soc', entities: [] },
      context,
      newButtons,
    ),
    question: asked(busy, p(question())),
    'question, with choices': asked(p(state()), p(choiceQuestion())),
    'question, overdue': asked(p(state()), p(choiceQuestion({ answers: [] }))),
    'question, to all': asked(p(state()), p(question({ people: [] }))),
    'question, moved': asked(p(mergedState(intoOther)), p(question())),
    backlog: backlogCard(
      { incidents: p([incident({ owner: { name: 'x' } })]), workspaceName: next() },
      several,
    ),
    health: healthCard(p(health()), context),
    handover: handoverCard(p(handoverContent({ scope: 'x', late: [{ workspace: 'x' }] })), several),
    status: statusCard(
      p(
        figures({
          scope: 'x',
          buttons: newButtons.front,
          late: [{ workspace: 'x' }, { workspace: 'x', readAt: context.now }],
        }),
      ),
      context,
    ),
    'by team': teamsCard(p(scoped({ scope: 'x' })), p(teamsFigures()), context),
    'by rule': rulesCard(p(scoped({ scope: 'x', late: [{ workspace: 'x' }] })), p(rulesFigures()), context),
    trend: trendCard(p(scoped({ scope: 'x' })), trendDays(), context),
    list: listCard(
      p({
        title: 'x',
        rows: [{ text: 'x', detail: 'x', severity: 'High' as const }, { text: 'x' }],
        more: 'x',
      }),
      context,
    ),
    history: historyCard(
      {
        number: 1042,
        page: 1,
        pages: 2,
        buttons: newButtons.front,
        ...p({ title: 'x', lines: [{ at: '2026-11-24T20:42:00Z', who: 'x', what: 'x', text: 'x' }] }),
      },
      context,
    ),
    contacts: contactsCard({ channel: p(contactsState()), by: p(ada), buttons: newButtons.front }, context),
    // All of it is our own words.
    help: helpCard({ sections: [{ title: 'x', lines: [{ say: 'x', does: 'x' }] }] }, context),
    notice: noticeCard(p({ text: 'x', detail: 'x\nx', tone: 'warning' as const }), context),
    reference: referenceCard(busy, context.words('talk:row.waiting'), several, newButtons.front[0]!),
    'reference, bare': referenceCard(busy, undefined, several, newButtons.front[0]!),
    storm: stormCard(
      {
        ...stormContent({ briefs }),
        groups: groupsOf(briefs, context.now).map((group) => ({
          ...group,
          list: newButtons.front[0]!,
          verbs: newButtons.front,
        })),
        acts: [next()],
      },
      context,
    ),
    'storm list': stormList({ ...p(stormPage()), hidden: stormPage().hidden }, context),
    welcome: welcomeCard({ place: 'channel', socNamed: true }, context),
  };
}

/** Each form, filled and found wrong. */
export function poisonedForms(next: Next, language = 'en'): Record<string, Card> {
  const p = <T>(value: T): T => poisoned(value, next);
  const words = wordsOf(language);
  const fields = [
    ...['text', 'name', 'question', 'comment', 'reason', 'add', 'host', 'account', 'into'],
    ...['day1', 'doing', 'why', 'lifting', 'breaks', 'whom', 'safe', 'words'],
    ...['answer', 'link', 'options', 'questions', 'date', 'time'],
  ];
  const each = () => Object.fromEntries(fields.map((field) => [field, next()]));
  const [parked] = Object.values(troubles());
  const look = { words, language, zone: 'Europe/Zurich', now: new Date(), targets: {} as never };
  const shown = p(state());
  const ids = shown.entities!.map(({ id }) => id);
  const context = () => {
    const { hidden, words: _, members = [], channels, tags, readers } = formContext();
    const held = [{ id: '19:payments', name: 'x', detail: 'x' }];
    return {
      words,
      hidden,
      ...p({ heading: 'x', members, channels: channels!, held, tags: tags!, readers: readers! }),
      values: each(),
      errors: each(),
      ...p({ question: { text: 'x', kind: 'choice' as const, options: ['x', 'x'] } }),
      questions: [{ title: next(), value: 'a1b2c3' }],
      undone: [undoneText(p(parked!), look, () => next())],
      about: checkLines(shown, p(check()), ids, look),
      warning: containedText([{ ...shown, checks: [p({ ...check(), standing: 'done' as const })] }], look),
      entities: p(state().entities!),
      playbooks: [{ name: next(), id: 'x' }],
    };
  };
  const forms = {
    answer,
    ask,
    assign,
    cannotSay,
    close,
    closeAll,
    comment,
    connect,
    contacts,
    declineClosing,
    drop,
    erase,
    inform,
    merged,
    moreTime,
    notOurs,
    propose,
    ...checkDialogs,
    passOn,
    questionList,
    questionNote,
    severity,
    share,
    tag,
  };
  return {
    ...Object.fromEntries(Object.entries(forms).map(([name, { form }]) => [name, form(context())])),
    preview: connectPreview(context(), { count: 1, total: 2, days: 30, examples: [next(), next()] }),
  };
}
