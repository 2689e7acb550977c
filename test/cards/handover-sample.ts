/** A shift's hand-over with everything in it, as the tests of cards show it. */
import { handoverOf } from '../../bot/incidents/handover.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import type { HandoverContent } from '../../cards/handover/handover.ts';
import {
  ada,
  anHourLater,
  ben,
  button,
  check,
  choiceQuestion,
  closedState,
  liftedCheck,
  payments,
  question,
  state,
  webshop,
} from './samples.ts';

const window = { from: new Date('2026-11-24T12:58:00Z'), to: anHourLater };
const owned = { objectId: ada.oid, name: ada.name };

/** What is open and what came of it: one waits for everything, one is late, one is looked after. */
export function shiftStates(): IncidentState[] {
  const contained = check({ id: '9', standing: 'done', lastBy: ada, since: '2026-11-24T20:20:00.000Z' });
  return [
    state(
      {
        checks: [check(), contained, { ...liftedCheck(), id: '10' }],
        questions: [choiceQuestion({ answers: [] }), question({ answers: [] })],
        remarks: [
          {
            id: '5',
            at: '2026-11-24T20:31:00.000Z',
            by: ben,
            channel: payments.channel,
            text: 'The batch run is over, nothing odd in it so far.',
            kind: 'comment',
            thread: true,
          },
        ],
        acks: [{ channel: payments.channel, at: '2026-11-24T20:01:00.000Z', by: ben }],
      },
      { owner: owned },
    ),
    state({}, { number: 1050, title: 'Malware found on vm-web-04', severity: 'High' }),
    state(
      { held: [webshop] },
      { number: 1051, title: 'New admin consent granted', severity: 'Low', owner: owned },
    ),
    {
      ...closedState(),
      times: { severities: [], closings: [{ at: '2026-11-24T20:40:00.000Z' }], waitedMs: 0 },
    },
  ];
}

/** The same as the card takes it. */
export function handoverContent(
  change: Partial<HandoverContent> = {},
  states = shiftStates(),
): HandoverContent {
  const found = handoverOf(states, 'all', window, { now: anHourLater, targets: defaultTargets });
  const nexts = ['overdue to be acknowledged', 'waits for a decision on containment'];
  return {
    ...found,
    scope: '',
    window,
    asOf: anHourLater,
    readAt: new Date('2026-11-24T20:57:00Z'),
    notes: [
      { id: '3', at: '2026-11-24T20:50:00.000Z', by: ada, text: 'Watch #1042: payroll runs at 22:00.' },
    ],
    pressing: found.pressing.map((one, i) => ({
      state: one,
      next: nexts[i] ?? 'being worked on',
      ...(i === 1 && {
        last: {
          at: '2026-11-24T20:31:00.000Z',
          by: ben,
          text: 'The batch run is over, nothing odd in it so far.',
        },
      }),
      button: button('Show'),
    })),
    pressingCount: found.pressing.length + 12,
    parked: 2,
    storms: [{ channel: 'Webshop', since: '2026-11-24T20:40:00.000Z', count: 31 }],
    drills: [{ channel: 'Treasury', since: '2026-11-24T09:00:00.000Z' }],
    hidden: 0,
    late: [],
    buttons: ['Open incidents', 'Overdue', 'Questions'].map((title) => button(title, { data: {} })),
    ...change,
  };
}

/** Of a team in whose shift nothing happened. */
export function quietShift(): HandoverContent {
  return handoverContent(
    {
      scope: 'Payments',
      notes: [],
      pressingCount: 0,
      parked: 0,
      storms: [],
      drills: [],
      severities: ['High'],
    },
    [],
  );
}
