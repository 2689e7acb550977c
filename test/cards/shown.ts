/** The cards that are looked at: each state of each card by name, for goldens and for the checks that hold for all. */

import { questionButtons } from '../../bot/actions/cards.ts';
import type { IncidentState, Question } from '../../bot/incidents/state.ts';
import { backlogCard } from '../../cards/backlog/backlog.ts';
import { rulesCard, teamsCard } from '../../cards/breakdown/breakdown.ts';
import { checkCard } from '../../cards/check/check.ts';
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
import { welcomeCard } from '../../cards/welcome/welcome.ts';
import { contacts as contactsForm, contactsValues } from '../../dialogs/contacts/contacts.ts';
import { stormList } from '../../dialogs/storm/storm.ts';
import { handoverContent, quietShift } from './handover-sample.ts';
import {
  absorbingState,
  ada,
  anHourLater,
  ben,
  busyState,
  button,
  check,
  choiceQuestion,
  cleo,
  closedButtons,
  closedState,
  contactsState,
  figures,
  health,
  incident,
  intoOther,
  liftedCheck,
  mergedButtons,
  mergedState,
  newButtons,
  noButtons,
  noFigures,
  payments,
  question,
  rulesFigures,
  scoped,
  state,
  stormContent,
  stormPage,
  survivorButtons,
  teamButtons,
  teamsFigures,
  trendDays,
  troubles,
  wantedButtons,
  wantedState,
  webshop,
} from './samples.ts';

const hidden = { incident: '11111111-2222-4333-8444-555555555555', question: 'q1', nonce: 'n-1' };

const team = { audience: 'team' as const, entities: payments.entities };
const soc = { audience: 'soc' as const, entities: payments.entities };
const checkButtons = {
  front: [
    button('Go ahead …', { dialog: true, style: 'positive' }),
    button('Hold …', { dialog: true }),
    button('Impact …', { dialog: true }),
  ],
  more: [],
};

/** Every card in the states that people see most, written for one context. */
/** A question's card, with its own buttons as the channel sees them. */
function asked(of: IncidentState, one: Question, look: CardContext): Card {
  const buttons = questionButtons(hidden, look);
  return questionCard({ ...of, questions: [one] }, one, look, buttons, hidden);
}

export function shownCards(context: CardContext): Record<string, Card> {
  const later = { ...context, now: anHourLater };
  const open = incident();
  return {
    'incident-new': socCard(state(), context, newButtons),
    'incident-entities-follow': socCard(
      state(
        { entities: undefined, routes: state().routes.slice(0, 1) },
        { severity: 'Medium', description: undefined },
      ),
      { ...context, workspaces: { 'sub~rg-soc~ws-soc': 'ws-soc' } },
      newButtons,
    ),
    'incident-overdue': socCard(
      state(
        { trouble: { e1: { where: 'sentinel', since: '2026-11-24T20:42:00Z', error: '503' } } },
        { severity: 'High' },
      ),
      later,
      newButtons,
    ),
    'incident-parked': socCard(busyState({ trouble: troubles() }), later, {
      front: [button('Try again'), button('Drop …'), button('Acknowledge')],
      more: newButtons.more,
    }),
    'team-parked': teamCard(busyState({ trouble: troubles() }), payments, later, teamButtons),
    health: healthCard(health(), later),
    'health-well': healthCard(
      health({
        workspaces: health().workspaces.slice(0, 1),
        services: [{ name: 'teams', waiting: 0, throttled: 0 }],
        unreachable: [],
        withoutContact: [],
        troubled: [],
        unreadable: [],
      }),
      later,
    ),
    contacts: contactsCard({ channel: contactsState(), by: ada, buttons: [button('Set contacts')] }, later),
    'contacts-lacking': contactsCard(
      {
        channel: contactsState({
          contacts: { ...contactsState().contacts, standIn: undefined, hours: undefined },
          contactsGone: { [ben.oid]: '2026-11-24T08:00:00.000Z' },
        }),
      },
      later,
    ),
    'incident-acknowledged': socCard(busyState(), later, newButtons),
    'incident-wanted': socCard(wantedState(), later, wantedButtons),
    'incident-declined': socCard(wantedState(true), later, newButtons),
    'incident-closed-by-two': socCard(
      { ...closedState(), closedBy: ben, closedWith: ada },
      later,
      closedButtons,
    ),
    'team-wanted': teamCard(wantedState(), payments, later, teamButtons),
    'incident-closed': socCard(closedState(), later, closedButtons),
    'incident-merged': socCard(mergedState(), later, mergedButtons),
    'incident-merged-into': socCard(mergedState(intoOther), later, survivorButtons),
    'incident-merged-by': socCard(mergedState({ ...intoOther, by: ada }), later, survivorButtons),
    'incident-absorbed': socCard(
      { ...absorbingState(), seen: { ...absorbingState().seen!, providerIncidentId: '88' } },
      { ...later, workspaces: { 'sub~rg-soc~ws-soc': 'ws-soc' } },
      newButtons,
    ),
    storm: stormCard(stormContent(), later),
    'storm-over': stormCard(stormContent({ ended: true, acts: [] }), later),
    'storm-list': stormList(stormPage(), later),
    'incident-low': socCard(
      state({}, { severity: 'Low', tactics: [], techniques: [], labels: [] }),
      context,
      newButtons,
    ),
    'incident-informational': socCard(state({}, { severity: 'Informational' }), context, noButtons),
    'team-new': teamCard(state(), payments, context, teamButtons),
    'team-overdue': teamCard(state(), payments, later, teamButtons),
    'team-question': teamCard(busyState(), payments, later, teamButtons),
    'team-acknowledged': teamCard(busyState({ questions: [question()] }), payments, later, teamButtons),
    'team-elsewhere': teamCard(
      busyState({ acks: busyState().acks.slice(0, 1) }),
      webshop,
      later,
      teamButtons,
    ),
    'team-handed-back': teamCard(busyState(), busyState().routes[2]!, later, noButtons),
    'team-inactive': teamCard(state(), { ...payments, active: false }, context, noButtons),
    'team-closed': teamCard(closedState(), payments, later, noButtons),
    'team-merged': teamCard(mergedState(), payments, later, noButtons),
    'team-merged-into': teamCard(mergedState(intoOther), payments, later, survivorButtons),
    'team-absorbed': teamCard(
      { ...absorbingState(), seen: { ...absorbingState().seen!, providerIncidentId: '88' } },
      payments,
      { ...later, workspaces: { 'sub~rg-soc~ws-soc': 'ws-soc' } },
      teamButtons,
    ),
    'check-open': checkCard(state(), check({ analystsSince: undefined }), team, later, checkButtons),
    'check-new': checkCard(state(), check({ impacts: [], votes: [] }), team, context, checkButtons),
    'check-soc': checkCard(state(), check(), soc, later, newButtons),
    'check-in-words': checkCard(state(), check({ measure: 'other', entities: [] }), team, later, noButtons),
    'check-lifted': checkCard(state(), liftedCheck(), team, later, noButtons),
    ...Object.fromEntries(
      (['agreed', 'done', 'failed', 'doubt', 'held', 'withdrawn', 'expired'] as const).map((standing) => [
        `check-${standing}`,
        checkCard(
          state(),
          {
            ...liftedCheck(),
            standing,
            note: '',
            health: [],
            runs: [
              { id: '9.0', at: incident().createdAt, is: 'failed', tries: 0, why: '403 AuthorizationFailed' },
            ],
          },
          soc,
          later,
          noButtons,
        ),
      ]),
    ),
    'team-check': teamCard({ ...busyState(), checks: [check()] }, payments, later, teamButtons),
    'incident-check': socCard({ ...busyState(), checks: [check(), liftedCheck()] }, later, newButtons),
    'question-new': asked(state(), question({ answers: [] }), context),
    'question-answered': asked(busyState(), question(), later),
    'question-yes-no': asked(
      state(),
      question({ answers: [], kind: 'yesNo', due: '2026-11-24T21:05:00.000Z', standIn: cleo }),
      context,
    ),
    'question-soon': asked(
      state(),
      question({ answers: [], due: '2026-11-24T21:05:00.000Z', told: ['before'] }),
      later,
    ),
    'question-overdue': asked(
      state(),
      choiceQuestion({ answers: [], due: '2026-11-24T20:35:00.000Z' }),
      later,
    ),
    'question-chosen': asked(state(), choiceQuestion(), {
      ...later,
      linkHosts: ['contoso.sharepoint.com'],
    }),
    'question-withdrawn': asked(
      state(),
      question({ answers: [], withdrawnAt: '2026-11-24T20:35:00.000Z' }),
      later,
    ),
    'question-moved': asked(mergedState(intoOther), question({ answers: [] }), later),
    'question-closed': asked(closedState(), question({ people: [] }), later),
    'welcome-soc': welcomeCard({ place: 'channel', socNamed: false }, context),
    'welcome-team': welcomeCard({ place: 'channel', socNamed: true }, context),
    'welcome-chat': welcomeCard({ place: 'groupChat', socNamed: true }, context),
    'welcome-personal': welcomeCard({ place: 'personal', socNamed: true }, context),
    backlog: backlogCard(
      {
        workspaceName: 'ws-soc',
        incidents: [
          open,
          incident({
            number: 1001,
            severity: 'Low',
            title: 'Rare sign-in from a new country',
            createdAt: '2026-11-20T10:00:00Z',
          }),
          incident({
            number: 1002,
            severity: 'Medium',
            title: 'Mass download',
            createdAt: '2026-11-21T10:00:00Z',
            owner: { name: ada.name },
          }),
          incident({
            number: 1003,
            severity: 'Medium',
            title: 'Impossible travel',
            createdAt: '2026-11-22T10:00:00Z',
          }),
        ],
      },
      context,
    ),
    handover: handoverCard(handoverContent(), later),
    'handover-quiet': handoverCard(quietShift(), later),
    status: statusCard(figures(), later),
    'status-team': statusCard(
      figures({
        ...noFigures(),
        scope: 'Payments',
        severities: ['High', 'Medium'],
        hidden: undefined,
      }),
      later,
    ),
    'by-team': teamsCard(scoped({ hidden: 2 }), teamsFigures(), later),
    'by-team-none': teamsCard(scoped({ scope: 'Payments' }), [], later),
    'by-rule': rulesCard(scoped({ late: [{ workspace: 'ws-soc' }] }), rulesFigures(), later),
    'by-rule-none': rulesCard(scoped(), [], later),
    trend: trendCard(scoped(), trendDays(), later),
    'trend-long': trendCard(scoped(), trendDays(100), later),
    list: listCard(
      {
        title: '4 open incidents',
        rows: figures()
          .oldest.slice(0, 4)
          .map((row) => ({
            text: `${row.number} · ${row.title}`,
            detail: row.owner ?? 'Nobody yet',
            severity: row.severity,
            button: button('Show'),
          })),
        more: 'Say “show 1234” for one of them.',
      },
      context,
    ),
    preview: listCard(
      {
        title: 'Close 2 incidents?',
        rows: [
          { text: '1001 · Rare sign-in from a new country' },
          { text: '1002 · Mass download', detail: 'It is closed already.' },
        ],
        buttons: [button('Close both', { dialog: true, style: 'destructive' }), button('Cancel')],
      },
      context,
    ),
    history: historyCard(
      {
        number: 1042,
        title: open.title,
        page: 1,
        pages: 3,
        buttons: [button('Older')],
        lines: [
          { at: '2026-11-24T19:58:12Z', who: 'Microsoft Sentinel', what: 'raised it as High' },
          { at: '2026-11-24T20:02:00Z', who: 'Ada Brunner', what: 'acknowledged it in SOC' },
          {
            at: '2026-11-24T20:15:00Z',
            who: 'Ben Okafor',
            what: 'wrote in Payments',
            text: 'It never signs in from outside.',
          },
        ],
      },
      later,
    ),
    help: helpCard(
      {
        sections: [
          {
            title: 'An incident',
            lines: [
              { say: 'acknowledge <number>', does: 'you see to it' },
              { say: 'close <number>', does: 'opens the dialog that closes it' },
            ],
          },
          {
            title: 'Looking',
            lines: [
              { say: 'open', does: 'the open incidents' },
              { say: 'status', does: 'how things stand' },
            ],
          },
        ],
      },
      context,
    ),
    reference: referenceCard(state(), 'not acknowledged', context, button('Show', { dialog: true })),
    'reference-overdue': referenceCard(
      state({}, { severity: 'High' }),
      'overdue',
      later,
      button('Show', { dialog: true }),
    ),
    'reference-bare': referenceCard(state(), undefined, context, button('Show', { dialog: true })),
    notice: noticeCard({ text: 'Ada Brunner acknowledged 1042 at 21:02 CET.', tone: 'plain' }, context),
    'notice-good': noticeCard(
      {
        text: 'Taken: 1042 is yours.',
        detail: 'Undo works for five minutes.',
        tone: 'good',
        buttons: [button('Undo')],
      },
      context,
    ),
    'notice-warning': noticeCard(
      { text: 'Sentinel does not answer; 1042 will be closed there as soon as it does.', tone: 'warning' },
      context,
    ),
    'notice-refused': noticeCard(
      {
        text: 'Only analysts can close an incident.',
        detail: 'Ask the SOC, or say “not ours”.',
        tone: 'refused',
      },
      context,
    ),
    'notice-button': noticeCard(
      {
        text: 'To close 1042, press the button.',
        tone: 'plain',
        buttons: [button('Close 1042', { dialog: true })],
      },
      context,
    ),
  };
}

/** The form of a channel's contacts, sent once with something that can't stay. */
export function shownForms(context: CardContext): Record<string, Card> {
  return {
    'contacts-form': contactsForm.form({
      words: context.words,
      language: context.language,
      hidden: { verb: 'set contacts', nonce: 'n-1' },
      heading: 'Payments',
      values: {
        ...contactsValues(contactsState().contacts!, '2026-11-23'),
        zone: 'Europe/Zurich',
        day5: '8 to five',
      },
      errors: { day5: context.words('dialogs:errors.hours', { typed: '8 to five' }) },
      members: [ada, ben, cleo].map(({ oid, name }) => ({ oid, name })),
    }),
  };
}
