/** What `overdue`, `unanswered`, `mine` and `open` list of what one may see, and how they are narrowed. */
import { describe, expect, test } from '@jest/globals';
import type { Context, Facts, QueryAction } from '../../bot/actions/define.ts';
import { spoken } from '../../bot/actions/index.ts';
import { parseCommand } from '../../bot/actions/parse.ts';
import { Refused } from '../../bot/errors.ts';
import { maySee, type View } from '../../bot/incidents/audience.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import type { Severity } from '../../bot/incidents/incident.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { wordsOf } from '../../bot/words/words.ts';
import {
  ada,
  arrived,
  at,
  ben,
  context,
  eve,
  inPayments,
  overviewOf,
  paymentsId,
  paymentsRoute,
  socChannel,
  socRoute,
  stateAfter,
  teamChannel,
  webshopId,
  webshopRoute,
} from '../build.ts';
import { readable } from '../cards/walk.ts';
import { company, places, teamMember } from '../rights/company.ts';
import { verb } from '../verbs.ts';

const now = at(50);
const shopRoute = { ...webshopRoute, name: 'Web shop' };
const channels = [
  socChannel(),
  teamChannel(paymentsId, {}),
  teamChannel(webshopId, {}, { name: 'Web shop' }),
];
const asked = (channel: string, change: object = {}): IncidentEvent => ({
  kind: 'asked',
  id: 'q',
  by: ada,
  channel,
  people: [ben],
  ...change,
});
const owned = { owner: { objectId: ada.oid, name: ada.name } };

/** #1 is overdue, #2 in time, #3 acknowledged; #4 is overdue by its question alone, of which #5's is not due. */
const incidents: IncidentState[] = [
  stateAfter(arrived({ number: 1, severity: 'High', title: 'One' })),
  stateAfter(arrived({ number: 2, severity: 'Low', title: 'Two' })),
  stateAfter(arrived({ number: 3, severity: 'High', title: 'Three', ...owned }, [socRoute, shopRoute])),
  stateAfter(arrived({ number: 4, severity: 'Low', title: 'Four', ...owned }), [
    [asked(paymentsId, { due: at(30).toISOString() })],
    { by: ada, texts: { question: 'Was it you?' } },
  ]),
  stateAfter(arrived({ number: 5, severity: 'Low', title: 'Five' }, [socRoute, shopRoute, paymentsRoute]), [
    [asked(webshopId, { people: [], due: at(90).toISOString() })],
    { by: ada, texts: { question: 'Is it yours?' } },
  ]),
  stateAfter(arrived({ number: 6, severity: 'High', title: 'Six', status: 'Closed' })),
];

/** What somebody is answered who types it, in the words of their language. */
function says(
  text: string,
  {
    view = 'all' as View,
    language = 'en',
    by = context({ now }),
    among = incidents,
    hidden = 0,
  }: { view?: View; language?: string; by?: Context; among?: IncidentState[]; hidden?: number } = {},
): string {
  const command = parseCommand(text, spoken)!;
  const action = verb(command.verb) as QueryAction;
  const facts = {
    overview: overviewOf(
      among.filter((state) => maySee(view, state)),
      channels.filter(({ place }) => view === 'all' || view.includes(place!.id)),
    ),
    view,
    hidden,
    late: [],
  } as unknown as Facts;
  const look = { words: wordsOf(language), language, zone: 'UTC', now, targets: defaultTargets };
  return readable(action.answer(facts, action.input.parse(action.typed?.(command.rest) ?? {}), by, look));
}
const refusal = (text: string): string => {
  try {
    return says(text);
  } catch (error) {
    return error instanceof Refused ? `${error.word} ${error.params.words ?? ''}` : String(error);
  }
};

describe('overdue', () => {
  test.each(['overdue', 'OVERDUE', 'Überfällig', 'überfällige', 'u\u0308berfällig'])(
    '“%s” lists incidents that nobody acknowledged in time, and questions past due',
    (text) => {
      const told = says(text);
      expect(told).toMatch(/^Overdue: 1 incident, 1 question\n#1 One\nHigh\s+· overdue/);
      expect(told).toMatch(/4-1 Was it you\?\s+Payments: Ben · waits for 48 min · overdue since/);
      expect(told).not.toMatch(/Two|Three|5-1|Six/);
    },
  );

  test('a team and severities narrow it, in any order', () => {
    expect(says('overdue payments high')).toMatch(/^Payments · High: Overdue: 1 incident\n#1 One/);
    expect(says('overdue low for Payments')).toMatch(/^Payments · Low: Overdue: 1 question\n4-1/);
    expect(says('überfällig hoch', { language: 'de' })).toMatch(/^Hoch: Überfällig: 1 Vorfall\n#1 One/);
  });

  test('nothing overdue is a plain sentence, also of a team, and where something is left out', () => {
    expect(says('overdue web shop')).toBe('Web shop: Nothing is overdue.');
    expect(says('overdue', { among: [] })).toBe('Nothing is overdue.');
    expect(says('overdue', { among: [], hidden: 2 })).toBe(
      'Nothing is overdue of what everybody here may see.',
    );
    expect(says('überfällig', { among: [], language: 'de' })).toBe('Nichts ist überfällig.');
  });

  test('of many of both, some of each are shown, and how many are not', () => {
    const many = Array.from({ length: 30 }, (_, i) =>
      stateAfter(arrived({ number: 100 + i, severity: 'High', title: `Late ${i}` }), [
        [asked(paymentsId, { due: at(30).toISOString() })],
        { by: ada, texts: { question: 'Hm?' } },
      ]),
    );
    const told = says('overdue', { among: many });
    expect(told).toMatch(/^Overdue: 30 incidents, 30 questions/);
    expect(told.match(/ Late /g)).toHaveLength(8);
    expect(told.match(/-1 Hm/g)).toHaveLength(4);
    expect(told).toContain('48 more');
  });
});

describe('unanswered', () => {
  test.each([
    'unanswered',
    'Unanswered questions',
    'questions',
    'open questions',
    'unbeantwortet',
    'Offene Fragen',
  ])('“%s” lists questions without an answer: on whom they wait, and for how long', (text) => {
    const told = says(text);
    expect(told).toMatch(/^2 open questions\n4-1 Was it you\?\s+Payments: Ben · waits for 48 min/);
    expect(told).toMatch(/5-1 Is it yours\?\s+Web shop · waits for 48 min · due/);
  });

  test('whoever can’t say is not waited for any more', () => {
    const state = stateAfter(
      arrived({ number: 7 }),
      [[asked(paymentsId, { people: [ben, eve] })], { by: ada, texts: { question: 'Hm?' } }],
      [
        [{ kind: 'answered', id: 'a', question: 'q', by: ben, channel: paymentsId, cannot: true }],
        { by: ben, texts: { answer: '' } },
      ],
    );
    expect(says('unanswered', { among: [state] })).toContain('Payments: Eve · waits for');
  });

  test('a team and severities narrow it, with whose as well', () => {
    expect(says('unanswered web shop')).toMatch(/^Web shop: 1 open question\n5-1/);
    expect(says('unanswered high')).toBe('High: No question is open');
    expect(says('questions overdue payments')).toMatch(/^Payments: 1 overdue question\n4-1/);
    expect(says('questions team payments')).toMatch(/^Payments: 1 open question\n4-1/);
    const by = inPayments({ now });
    const own = { by, view: [paymentsId] };
    expect(says('questions mine', own)).toMatch(/^1 open question of yours\n4-1 Was it you\?\s+Ben/);
    expect(says('questions our team low', own)).toMatch(/^Low: 1 open question to your team/);
    expect(says('fragen meine', { ...own, language: 'de' })).toMatch(/^1 offene Frage, die Sie betrifft/);
  });

  test('a team sees no question to another one, on an incident of both', () => {
    expect(says('unanswered', { view: [paymentsId], by: inPayments({ now }) })).not.toContain('5-1');
  });
});

describe('mine and open', () => {
  test('are narrowed likewise', () => {
    expect(says('mine')).toMatch(/^You own 2 open incidents\n#3 Three/);
    expect(says('Mine High')).toMatch(/^High: You own 1 open incident\n#3 Three/);
    expect(says('meine niedrig', { language: 'de' })).toMatch(/^Niedrig: .*\n#4 Four/);
    expect(says('open web shop')).toMatch(/^Web shop: 2 open incidents\n#3 Three[\s\S]*#5 Five/);
    expect(says('offen')).toMatch(/^5 open incidents/);
  });
});

test.each<[string, string]>([
  ['overdue paymets', 'statusMeant paymets'],
  ['unanswered hihg', 'statusMeant hihg'],
  ['overdue everything', 'statusNotRead everything'],
  ['mine 1042', 'statusNotRead 1042'],
  ['overdue last week', 'timeOfOpen '],
])('“%s” is refused in words: %s', (text, word) => {
  expect(refusal(text)).toBe(word);
});

test('a team that one may not know of is no team', () => {
  expect(() => says('overdue web shop', { view: [paymentsId], by: inPayments({ now }) })).toThrow(
    'statusNotRead',
  );
});

test.each<Severity>(['High', 'Medium', 'Low', 'Informational'])('%s is a word of each list', (severity) => {
  for (const list of ['overdue', 'unanswered', 'mine', 'open'])
    expect(says(`${list} ${severity}`)).toMatch(new RegExp(`^${severity}: `));
});

describe('in an incident’s thread', () => {
  const typed = async (text: string): Promise<string> => {
    const reply = await (await company()).does(teamMember, places.team, 'typed', {}, text);
    return 'card' in reply ? readable(reply.card) : '';
  };

  test.each([
    'mine looks odd since this morning',
    'Open is only what was open before',
    'meine Kollegin weiss mehr davon',
  ])('“%s” is a remark, which is kept', async (text) => {
    expect(await typed(text)).toMatch(/^Kept with incident #1042/);
  });

  test('a few words that mean nothing are asked about, and a list is one', async () => {
    expect(await typed('mine foo')).toMatch(/^I did not understand “foo”/);
    expect(await typed('mine payments high medium low')).toMatch(/You own no open incidents/);
    expect(await typed('overdue paymets and high')).toMatch(/Did you mean/);
  });
});
