/** What of an incident's state its snapshot carries: as much as lists, figures and routing ask for. Pure. */
import type { Check } from './containment.ts';
import type { IncidentState } from './state.ts';

/** A snapshot is one document, of at most 2 MB, and is read with all others of a list: the log has all of every text. */
const shortText = 200;
const lastRemarks = 30;

const short = (text: string): string => text.slice(0, shortText);

/** Shares its parts with the state, which goes on changing: whoever keeps it copies it. */
export function keptOf({ keys: _keys, texts: _texts, ...state }: IncidentState): Omit<IncidentState, 'keys'> {
  return {
    ...state,
    remarks: state.remarks
      .slice(-lastRemarks)
      .map(({ earlier: _earlier, later: _later, ...remark }) => ({ ...remark, text: short(remark.text) })),
    questions: state.questions.map((question) => ({
      ...question,
      text: short(question.text),
      answers: question.answers.map((answer) => ({ ...answer, text: short(answer.text) })),
      ...(question.moves && { moves: question.moves.map((move) => ({ ...move, text: short(move.text) })) }),
    })),
    ...(state.wantedClosing && {
      wantedClosing: { ...state.wantedClosing, comment: short(state.wantedClosing.comment) },
    }),
    ...(state.declinedClosing && {
      declinedClosing: { ...state.declinedClosing, reason: short(state.declinedClosing.reason) },
    }),
    ...(state.checks && { checks: state.checks.map(shortened) }),
    ...(state.lastAct && { lastAct: { ...state.lastAct, events: [] } }),
    // Who writes to Sentinel, or says something in a thread, decides on the log.
    ours: {},
    heard: [],
    gone: [],
    waiting: [],
  };
}

function shortened(check: Check): Check {
  return {
    ...check,
    doing: short(check.doing),
    why: short(check.why),
    lifting: short(check.lifting),
    note: short(check.note),
    impacts: check.impacts.map((impact) => ({
      ...impact,
      breaks: short(impact.breaks),
      whom: short(impact.whom),
      safe: short(impact.safe),
    })),
    votes: check.votes.map((vote) => ({ ...vote, reason: short(vote.reason) })),
    health: check.health.map((one) => ({ ...one, words: short(one.words) })),
    ...(check.overridden && {
      overridden: { ...check.overridden, reason: short(check.overridden.reason) },
    }),
  };
}
