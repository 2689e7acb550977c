/** An incident's whole story for one reader, from its state and the lines of its history that their view shows. Pure. */
import { measureText, standingText } from '../../cards/check/check-words.ts';
import { type CardContext, listOn, localeOf, timeOn, workspaceOn } from '../../cards/context.ts';
import { alertsText, entityFacts, ownerText, tacticsText } from '../../cards/facts.ts';
import { classificationText, closedText, includesText, statusText } from '../../cards/standing.ts';
import { answerText } from '../incidents/answer-text.ts';
import { maySee, type View } from '../incidents/audience.ts';
import type { Check } from '../incidents/containment.ts';
import type { Person } from '../incidents/events.ts';
import { firstAct } from '../incidents/fold-times.ts';
import { isoOf } from '../incidents/incident.ts';
import { isPractice } from '../incidents/practice.ts';
import { numberOf, type Question } from '../incidents/question.ts';
import { current, type IncidentState, type RouteState } from '../incidents/state.ts';
import type { Line as Told } from '../incidents/timeline.ts';
import { lengthText } from '../words/time.ts';
import type { Block, Line, Part, Report, Row } from './report.ts';
import { type Step, stepOf, steps } from './steps.ts';
import { outside, outsideLines, unlinked } from './texts.ts';

/** A line of the history with what it says in the reader's words, which may name people and teams. */
export interface Worded extends Told {
  what: string;
}

/** Who reads it, and what it is made from. */
export interface Telling {
  view: View;
  /** the view's lines, oldest first */
  lines: Worded[];
  /** whom it is made for */
  reader: Pick<Person, 'name'>;
  /** when it is made */
  now: Date;
}

/** As much as there is: a report has room. */
const allEntities = { kinds: 100, perKind: 500, name: 200 };

/** The report of an incident that the view may see; throws where it may not. */
export function reportOf(state: IncidentState, telling: Telling, look: CardContext): Report {
  if (!maySee(telling.view, state)) throw new Error('Nobody is told of an incident that they may not see.');
  const { words } = look;
  const incident = current(state);
  const parts: Part[] = steps.map((step) => ({
    heading: words(`reports:${step}.heading`),
    about: words(`reports:${step}.about`),
    blocks: [...blocksOf[step](state, telling, look), historyOf(step, telling, look)].filter(isFilled),
  }));
  return {
    language: look.language,
    heading: words('reports:heading', { number: incident.number }),
    title: outside(incident.title) || words('cards:noTitle'),
    ...(isPractice(state.logKey) && { practice: words('cards:practice') }),
    rows: headRows(state, telling.view, look),
    parts: [...parts, whoWasIn(state, telling, look)],
    notes: notesOf(state, telling, look),
  };
}

const blocksOf: Record<Step, (state: IncidentState, telling: Telling, look: CardContext) => Block[]> = {
  detect: (state, { view }, look) => [
    { heading: look.words('reports:seen'), rows: seenRows(state, view, look), ...description(state, view) },
    {
      heading: look.words(view === 'all' ? 'cards:entities' : 'cards:yours'),
      rows: entityRows(state, view, look),
    },
    ...(view === 'all' ? [{ heading: look.words('cards:alerts'), rows: alertRows(state, look) }] : []),
  ],
  respond: (state, { view }, look) => [
    { heading: look.words('reports:times'), rows: timeRows(state, view, look) },
    ...state.questions
      .filter(({ channel }) => shows(view, channel))
      .flatMap((question) => questionBlocks(state, question, look)),
    ...(state.checks ?? [])
      .filter(({ channel }) => shows(view, channel))
      .flatMap((check) => checkBlocks(state, check, look)),
  ],
  recover: (state, { view }, look) => {
    const checks = (state.checks ?? []).filter(
      (check) => shows(view, check.channel) && check.health.length > 0,
    );
    return [
      { heading: look.words('reports:closing'), ...closing(state, view, look) },
      ...checks.map((check) => ({
        heading: look.words('reports:health', { id: check.id }),
        lines: check.health.map(({ at, by, healthy, words }) => ({
          at: timeOn(look, at),
          who: nameOf(by, look),
          what: look.words(healthy ? 'reports:healthy' : 'reports:unhealthy'),
          ...said(words, look, false),
        })),
      })),
    ];
  },
};

function shows(view: View, channel: string): boolean {
  return view === 'all' || view.includes(channel);
}

function isFilled({ said: text, rows = [], lines = [] }: Block): boolean {
  return text !== undefined || rows.length > 0 || lines.length > 0;
}

function nameOf({ name }: Pick<Person, 'name'>, { words }: CardContext): string {
  return outside(name, 120) || words('cards:noName');
}

/** What somebody wrote, or that it was erased; where it could be left empty, nothing then. */
function said(text: string | undefined, { words }: CardContext, wanted = true): { said?: string } {
  const shown = outsideLines(text);
  if (!shown && !wanted) return {};
  return { said: shown || words('cards:erased') };
}

function row(label: string, text: string): Row[] {
  return text ? [{ label, text: unlinked(text) }] : [];
}

function headRows(state: IncidentState, view: View, look: CardContext): Row[] {
  const { words } = look;
  const incident = current(state);
  return [
    ...row(words('reports:severity'), words(`cards:severity.${incident.severity}`)),
    ...row(words('reports:status'), statusText(state, look)),
    ...row(words('cards:owner'), ownerText(incident, look)),
    ...row(words('cards:created'), timeOn(look, incident.createdAt)),
    ...row(words('reports:closedAt'), closedTime(state, look)),
    ...row(words('reports:workspace'), view === 'all' ? workspaceOn(look, incident) : ''),
  ];
}

function closedTime(state: IncidentState, look: CardContext): string {
  const at = state.deletedAt ?? state.closedAt;
  return current(state).status === 'Closed' && at ? timeOn(look, at) : '';
}

/** Products, tactics and tags are the SOC's to know, as on its card. */
function seenRows(state: IncidentState, view: View, look: CardContext): Row[] {
  const { words } = look;
  const incident = current(state);
  const time = (at: string | undefined): string => (at ? timeOn(look, at) : '');
  const arrived = row(words('reports:arrived'), time(state.arrivedAt));
  if (view !== 'all') return arrived;
  const labels = incident.labels.map(({ name }) => outside(name, 120)).filter(Boolean);
  return [
    ...row(words('reports:firstActivity'), time(incident.firstActivityAt)),
    ...row(words('reports:lastActivity'), time(incident.lastActivityAt)),
    ...arrived,
    ...row(words('cards:alerts'), alertsText(incident, look)),
    ...row(words('cards:tactics'), tacticsText(incident, look)),
    ...row(words('cards:labels'), labels.join(', ')),
    ...row(words('cards:includes'), includesText(state, look)),
  ];
}

function description(state: IncidentState, view: View): { said?: string } {
  const text = view === 'all' ? outsideLines(current(state).description) : '';
  return text ? { said: text } : {};
}

/** For a team only what its own routes name, as on its card. */
function entityRows(state: IncidentState, view: View, look: CardContext): Row[] {
  const own = new Set(routesOf(state, view).flatMap((route) => (route.handedBack ? [] : route.entities)));
  const all = (state.entities ?? []).filter(({ id }) => view === 'all' || own.has(id));
  return entityFacts(all, look, allEntities).flatMap(({ label, text }) => row(unlinked(label), text));
}

function routesOf(state: IncidentState, view: View): RouteState[] {
  return state.routes.filter(
    (route) => view === 'all' || (route.active && route.audience === 'team' && shows(view, route.channel)),
  );
}

function alertRows(state: IncidentState, look: CardContext): Row[] {
  return state.alerts.map(({ title, ruleName, product }) => ({
    label: outside(title, 300) || look.words('cards:noTitle'),
    text:
      [ruleName, product]
        .map((text) => outside(text, 200))
        .filter(Boolean)
        .join(' · ') || '–',
  }));
}

/** When it was acknowledged and first acted on, each with how long that was after its creation. */
function timeRows(state: IncidentState, view: View, look: CardContext): Row[] {
  const { words } = look;
  const created = Date.parse(isoOf(state.since?.createdAt ?? current(state).createdAt));
  const after = (at: string): string => {
    const length = lengthText(Date.parse(at) - created);
    return words('reports:after', { time: timeOn(look, at), length });
  };
  const first = state.times?.begun === 'old' ? undefined : firstAct(state);
  const acks = state.acks.filter(({ channel }) => shows(view, channel));
  const nameFor = (channel: string): string =>
    outside(state.routes.find((route) => route.channel === channel)?.name, 120) || 'Teams';
  const closed = current(state).status === 'Closed' && !state.deletedAt ? state.closedAt : undefined;
  return [
    ...(view === 'all' && first ? row(words('reports:firstAct'), after(first)) : []),
    ...acks.flatMap((ack) =>
      row(
        words('reports:acknowledged', { where: nameFor(ack.channel) }),
        words('reports:by', { what: after(ack.at), name: nameOf(ack.by, look) }),
      ),
    ),
    ...(closed ? row(words('reports:resolved'), after(closed)) : []),
  ];
}

function questionBlocks(state: IncidentState, question: Question, look: CardContext): Block[] {
  const { words } = look;
  const where =
    outside(state.routes.find(({ channel }) => channel === question.channel)?.name, 120) || 'Teams';
  const people = question.people.map((person) => nameOf(person, look));
  const answers = question.answers.map((answer) => ({
    iso: answer.at,
    who: nameOf(answer.by, look),
    what: words('reports:answered'),
    ...said(answerText(question, answer, words), look),
  }));
  const moves = (question.moves ?? []).map((move) => {
    const name = nameOf(move.by, look);
    const to = move.to ? nameOf(move.to, look) : '';
    const due = move.due ? timeOn(look, move.due) : '';
    const what = words(`reports:move.${move.kind}`, { to, due });
    return { iso: move.at, who: name, what, ...said(move.text, look, false) };
  });
  return [
    {
      heading: words('reports:question', {
        id: `${current(state).number}-${numberOf(state.questions, question)}`,
        where,
      }),
      ...said(question.text, look),
      rows: [
        ...row(words('reports:askedBy'), nameOf(question.by, look)),
        ...row(words('reports:askedAt'), timeOn(look, question.at)),
        ...row(
          words('reports:askedOf'),
          people.length > 0 ? listOn(look, people) : words('reports:everybody', { where }),
        ),
        ...row(words('reports:due'), question.due ? timeOn(look, question.due) : ''),
        ...(answers.length === 0 ? row(words('reports:answers'), words('reports:unanswered')) : []),
      ],
      lines: inOrder([...answers, ...moves], look),
    },
  ];
}

function checkBlocks(state: IncidentState, check: Check, look: CardContext): Block[] {
  const { words } = look;
  const on = (state.entities ?? [])
    .filter(({ id }) => check.entities.includes(id))
    .map(({ name }) => outside(name, 200));
  const impacts = check.impacts.map((impact) => ({
    iso: impact.at,
    who: nameOf(impact.by, look),
    what: words('reports:impact'),
    ...said([impact.breaks, impact.whom, impact.safe].filter(Boolean).join('\n'), look),
  }));
  const votes = check.votes.map((vote) => ({
    iso: vote.at,
    who: nameOf(vote.by, look),
    what: words(vote.go ? 'reports:goAhead' : 'reports:hold', {
      as: words(`cards:check.decider.${vote.as}`),
    }),
    ...said(vote.reason, look, false),
  }));
  const overridden = check.overridden
    ? [
        {
          iso: check.overridden.at,
          who: nameOf(check.overridden.by, look),
          what: words('reports:overridden'),
          ...said(check.overridden.reason, look),
        },
      ]
    : [];
  return [
    {
      heading: words('reports:check', { id: check.id, what: unlinked(measureText(check, look)) }),
      ...said(check.why, look),
      rows: [
        ...row(words('cards:check.on'), on.join(', ')),
        ...row(words('reports:proposedBy'), nameOf(check.by, look)),
        ...row(words('reports:proposedAt'), timeOn(look, check.at)),
        ...row(words('cards:check.by'), timeOn(look, check.due)),
        ...row(words('cards:check.lifting'), outside(check.lifting, 2000)),
        ...row(words('reports:standing'), standingText(state, check, look)),
        ...row(words('reports:note'), outside(check.note, 2000)),
      ],
      lines: inOrder([...impacts, ...votes, ...overridden], look),
    },
  ];
}

/** Why it was closed is told to the SOC; a team learns when and as what, as its card says. */
function closing(state: IncidentState, view: View, look: CardContext): Pick<Block, 'said' | 'rows'> {
  const { words } = look;
  const incident = current(state);
  if (incident.status !== 'Closed') return { rows: row(words('reports:status'), words('reports:open')) };
  const soc = view === 'all';
  const what = soc ? closedText(state, look) : classificationText(incident, look) || words('cards:closed');
  return {
    rows: [
      ...row(words('reports:outcome'), what),
      ...row(words('reports:closedAt'), closedTime(state, look)),
    ],
    ...(soc && !state.deletedAt ? said(incident.classificationComment, look, false) : {}),
  };
}

function historyOf(step: Step, { lines }: Telling, look: CardContext): Block {
  return {
    heading: look.words('reports:history'),
    lines: lines
      .filter((line) => stepOf(line) === step)
      .map((line) => ({
        at: timeOn(look, line.at),
        who: nameOf({ name: line.who }, look),
        what: outside(line.what),
        ...(line.text === undefined ? {} : said(line.text, look)),
      })),
  };
}

/** Whoever did something that the view shows, or was asked something, and how often. */
function whoWasIn(state: IncidentState, { view, lines }: Telling, look: CardContext): Part {
  const { words } = look;
  const asked = state.questions
    .filter(({ channel }) => shows(view, channel))
    .flatMap(({ people, standIn }) => [...people, ...(standIn ? [standIn] : [])])
    .map((person) => nameOf(person, look));
  const acted = Map.groupBy(
    lines.filter(({ who }) => who !== 'Sentinel' && who !== 'Muster'),
    ({ who }) => nameOf({ name: who }, look),
  );
  const names = [...new Set([...acted.keys(), ...asked])].sort((a, b) => a.localeCompare(b, localeOf(look)));
  const rows = names.flatMap((name) => {
    const theirs = acted.get(name);
    if (!theirs) return row(name, words('reports:onlyAsked'));
    const params = {
      count: theirs.length,
      first: timeOn(look, theirs[0]!.at),
      last: timeOn(look, theirs.at(-1)!.at),
    };
    return row(name, words('reports:acts', params));
  });
  return {
    heading: words('reports:participants'),
    about: words('reports:participantsAbout'),
    blocks: rows.length > 0 ? [{ heading: words('reports:people'), rows }] : [],
  };
}

function notesOf(state: IncidentState, { view, reader, now }: Telling, look: CardContext): string[] {
  const { words } = look;
  return [
    words('reports:madeFor', { name: nameOf(reader, look), time: timeOn(look, now) }),
    words(view === 'all' ? 'reports:holdsAll' : 'reports:holdsTeam'),
    words('reports:evidence', { count: state.seq, hash: outside(state.head, 100) }),
    words('reports:takenApart'),
  ];
}

/** Oldest first, with their times in words. */
function inOrder(lines: (Omit<Line, 'at'> & { iso: string })[], look: CardContext): Line[] {
  return lines
    .toSorted((a, b) => a.iso.localeCompare(b.iso))
    .map(({ iso, ...line }) => ({ at: timeOn(look, iso), ...line }));
}
