/** Stories that the tests of reports tell: one with everything in it that an incident can have. */
import type { View } from '../../bot/incidents/audience.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import type { Report } from '../../bot/reports/report.ts';
import { reportOf, type Worded } from '../../bot/reports/story.ts';
import { poisoned } from '../cards/poison.ts';
import {
  ada,
  ben,
  busyState,
  check,
  closedState,
  context,
  liftedCheck,
  payments,
  question,
  webshop,
} from '../cards/samples.ts';
import { nasty } from '../words/nasty.ts';

/** Closed, with questions to two teams and checks, one of them lifted again. */
export function wholeState(change: Partial<IncidentState> = {}): IncidentState {
  const busy = busyState();
  const closed = closedState();
  return {
    ...busy,
    seen: { ...busy.seen!, ...closed.seen!, description: 'What the rule says', tactics: ['InitialAccess'] },
    pending: [],
    closedAt: closed.closedAt ?? '2026-11-24T21:30:00.000Z',
    closedBy: ada,
    firstActAt: '2026-11-24T20:01:00.000Z',
    times: { soc: '2026-11-24T20:01:00.000Z', severities: [], closings: [] },
    questions: [
      question({ id: 'q1', channel: payments.channel, text: 'Was that you?' }),
      question({ id: 'q2', channel: webshop.channel, text: 'For the webshop alone' }),
    ],
    checks: [
      check({ channel: payments.channel }),
      { ...liftedCheck(), channel: webshop.channel, why: 'Shop only' },
    ],
    ...change,
  };
}

export const lines: Worded[] = [
  { at: '2026-11-24T19:58:12.345Z', who: 'Sentinel', key: 'arrived', params: {}, what: 'raised it' },
  { at: '2026-11-24T20:01:00.000Z', who: ada.name, key: 'acknowledged', params: {}, what: 'acknowledged it' },
  {
    at: '2026-11-24T20:02:00.000Z',
    who: ben.name,
    key: 'commented',
    params: {},
    what: 'commented in Payments',
    text: 'We looked.\nIt was us.',
  },
  {
    at: '2026-11-24T21:30:00.000Z',
    who: ada.name,
    key: 'status',
    params: { status: 'Closed' },
    what: 'set the status to Closed',
  },
];

export function told(
  state: IncidentState = wholeState(),
  { view = 'all', language = 'en', said = lines }: { view?: View; language?: string; said?: Worded[] } = {},
): Report {
  const look = context({ language });
  return reportOf(state, { view, lines: said, reader: { name: 'Mona' }, now: look.now }, look);
}

/** Every text of a report, in order. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** A report whose every text is an attacker's: another one in each field, and within four turns each of them in some. */
export function nastyReport(turn: number, view: View): Report {
  let at = Math.floor((turn * nasty.length) / 4);
  const next = (): string => nasty[at++ % nasty.length]!;
  return told(poisoned(wholeState(), next), { view, said: poisoned(lines, next) });
}
