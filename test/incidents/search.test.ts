/** What people type finds what they mean, and nothing of what they may not see. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rowOf } from '../../bot/actions/rows.ts';
import type { View } from '../../bot/incidents/audience.ts';
import type { Route } from '../../bot/incidents/events.ts';
import type { Incident } from '../../bot/incidents/incident.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { search } from '../../bot/incidents/search.ts';
import { searchedOf } from '../../bot/incidents/searched.ts';
import { current, type IncidentState } from '../../bot/incidents/state.ts';
import { numbersIn } from '../../bot/incidents/wanted.ts';
import { defang } from '../../bot/words/defang.ts';
import {
  ada,
  alert,
  arrived,
  at,
  entity,
  paymentsId,
  paymentsRoute,
  socRoute,
  stateAfter,
  webshopId,
  webshopRoute,
} from '../build.ts';
import { context, wantedState } from '../cards/samples.ts';

const seeing = (view: View = 'all', now = at(5)) => ({ view, now, targets: defaultTargets, me: ada });

let made = 0;
/** An incident of its own, with what else is known of it. */
function one(
  change: Partial<Incident>,
  more: Partial<IncidentState> = {},
  routes: Route[] = [socRoute, paymentsRoute],
) {
  const number = change.number ?? 2000 + ++made;
  const state = { ...stateAfter(arrived({ ...change, number }, routes)), ...more };
  return {
    ...state,
    logKey: `incident:sub~rg~ws:${String(number).padStart(8, '0')}-2222-4333-8444-555555555555`,
  };
}

const phish = one(
  {
    number: 1042,
    title: 'Phishing gegen Müller AG am Check-out',
    severity: 'High',
    owner: { name: 'Ada Moreno', userPrincipalName: ada.upn!, objectId: ada.oid },
    labels: [{ name: 'vip', type: 'User' }],
  },
  {
    entities: [
      entity('Ip', '10.0.0.5'),
      entity('Host', 'pay-01.corp.example', { id: 'Host:pay-01', aliases: ['pay-01'] }),
      entity('Account', 'zoe@contoso.example', { aliases: ['zoe'] }),
    ],
    alerts: [alert({ ruleName: 'Impossible travel' })],
  },
);
const scan = one(
  { number: 77, title: 'Port scan from 10.0.0.50', severity: 'Low' },
  { entities: [entity('Ip', '10.0.0.50')] },
);
const closed = one(
  { number: 900, title: 'Open redirect on the shop', status: 'Closed', classification: 'Undetermined' },
  {},
  [socRoute, webshopRoute],
);
const all = [phish, scan, closed];

const numbers = (found: IncidentState[]) => found.map((state) => current(state).number);
/** As they are found among states, and among what is kept of them while people type. */
function find(typed: string, view: View = 'all', states = all, now = at(5)): number[] {
  const found = numbers(search(typed, states, seeing(view, now)));
  expect(numbers(search(typed, states.map(searchedOf), seeing(view, now)))).toEqual(found);
  return found;
}

describe('an incident is found by', () => {
  test.each<[string, string]>([
    ['its number', '1042'],
    ['its number as it is written', '#1042'],
    ['words of its title, in any order', 'muller phishing'],
    ['its title without accents, whatever the case', 'MULLER'],
    ['its title with them', 'müller'],
    ['the beginning of a word, as it is typed', 'phi'],
    ['a word with a slip in it', 'phsihing'],
    ['a word that is written with a hyphen there', 'checkout'],
    ['its owner', 'ada'],
    ['its owner, said to be that', 'owner ada'],
    ['its owner, said so with a colon', 'owner:moreno'],
    ['its owner in German', 'besitzer moreno'],
    ['being mine', 'mine'],
    ['being owned by me', 'owner me'],
    ['an address', '10.0.0.5'],
    ['a defanged address', '10[.]0[.]0[.]5'],
    ['a host', 'pay-01'],
    ['a host, said to be one', 'host pay-01'],
    ['a host by its full name', 'pay-01.corp.example'],
    ['a domain', 'corp.example'],
    ['an account', 'zoe@contoso.example'],
    ['a defanged account', 'zoe[@]contoso[.]example'],
    ['a rule', 'impossible travel'],
    ['words in quotation marks', '“impossible travel”'],
    ['a tag', 'tag vip'],
    ['a severity', 'high'],
    ['a severity in German', 'hoch'],
    ['all of it at once', 'open high incidents of ada on pay-01'],
  ])('%s', (_by, typed) => {
    expect(find(typed)).toEqual([1042]);
  });

  test('the team it is with', () => {
    expect(find('team payments')).toEqual([77, 1042].sort((a, b) => b - a));
    expect(find('team webshop')).toEqual([900]);
  });

  test('Defender’s number, and the number of what was merged into it', () => {
    const absorbing = one(
      { number: 5, providerIncidentId: '4711' },
      { absorbed: [{ from: 'x', number: 6, at: at(1).toISOString(), channels: [webshopId] }] },
    );
    expect([find('4711', 'all', [absorbing]), find('6', 'all', [absorbing])]).toEqual([[5], [5]]);
    expect(find('6', [paymentsId], [absorbing])).toEqual([]);
  });
});

describe('how an incident stands', () => {
  const fresh = one({ number: 1, severity: 'High' });
  const taken = one({ number: 2, status: 'Active' });
  const done = one({ number: 3, status: 'Closed' });
  const states = [fresh, taken, done];
  test.each<[string, number[]]>([
    ['open', [2, 1]],
    ['offen', [2, 1]],
    ['closed', [3]],
    ['geschlossen', [3]],
    ['unacknowledged', [1]],
    ['not acknowledged', [1]],
    ['unbestätigt', [1]],
    ['acknowledged', [2]],
    ['overdue', [1]],
    ['überfällig', [1]],
    ['owner nobody', [2, 1]],
    ['high open', [1]],
    ['low', []],
  ])('is found by “%s”', (typed, found) => {
    expect(find(typed, 'all', states, at(20)).toSorted((a, b) => b - a)).toEqual(found);
  });
});

describe('is not found', () => {
  test.each<[string, string]>([
    ['by an address that begins so', '10.0.0.5'],
    ['by an address with one digit wrong', '10.0.0.51'],
    ['by a part of a number', '7'],
  ])('%s', (_by, typed) => {
    expect(find(typed)).not.toContain(77);
  });

  test('where one of the words is nowhere in it', () => {
    expect(find('phishing pay-02')).toEqual([]);
  });

  test('by a word of another length that only looks alike', () => {
    expect(find('fishings')).toEqual([]);
  });
});

test('what is typed as a title is one, though its words mean something to Muster', () => {
  expect(find('open redirect')).toEqual([900]);
  expect(find('owner redirect')).toEqual([]);
});

describe('the best come first', () => {
  const title = one({ number: 20, title: 'pay-09 restarted', createdAt: '2026-03-02T09:00:00Z' });
  const newer = one({ number: 21, title: 'pay-09 restarted', createdAt: '2026-03-02T11:00:00Z' });
  const over = one({
    number: 22,
    title: 'pay-09 restarted',
    status: 'Closed',
    createdAt: '2026-03-02T12:00:00Z',
  });
  const exact = one({ number: 23, title: 'Malware' }, { entities: [entity('Host', 'pay-09')] });
  const part = one({ number: 24, title: 'Malware' }, { entities: [entity('Host', 'pay-09.corp.example')] });
  const owned = one({ number: 25, title: 'Malware', owner: { name: 'pay-09' } });

  test('an entity before titles, open before closed, newer before older, titles before the rest', () => {
    expect(find('pay-09', 'all', [part, owned, over, title, newer, exact])).toEqual(
      [23, 21, 20, 22, 25, 24].sort((a, b) => order(a) - order(b)),
    );
  });
  const order = (number: number): number => [23, 21, 20, 22, 24, 25].indexOf(number);

  test('the number before everything that has it in it', () => {
    const named = one({ number: 30, title: 'Again 31' });
    const itself = one({ number: 31, title: 'Closed', status: 'Closed' });
    expect(find('31', 'all', [named, itself])).toEqual([31, 30]);
  });
});

test('without a word, it is all that are open, newest first', () => {
  expect(find('')).toEqual(find('open'));
  expect(find('')).not.toContain(900);
});

describe('a team', () => {
  const secrets = one(
    {
      number: 50,
      title: 'Suspicious sign-in',
      owner: { name: 'Ada Moreno', userPrincipalName: 'a.moreno@contoso.example' },
      labels: [{ name: 'insider', type: 'User' }],
      ruleIds: ['rule-7'],
      products: ['Defender for Cloud'],
      tactics: ['Exfiltration'],
      techniques: ['T1048'],
      description: 'described',
    },
    {
      entities: [entity('Host', 'pay-01'), entity('Host', 'web-01'), entity('Account', 'mallory')],
      alerts: [alert({ ruleName: 'Honeytoken', title: 'Bait taken' })],
      remarks: [
        { id: 'r', at: at(1).toISOString(), by: ada, text: 'whispered', kind: 'comment', thread: false },
      ],
    },
    [socRoute, paymentsRoute, webshopRoute],
  );
  const shown = [
    '50',
    'suspicious',
    'ada',
    'owner moreno',
    'pay-01',
    'payments',
    'medium',
    'open',
    'acknowledged',
  ];
  const hidden = [
    'web-01',
    'mallory',
    'webshop',
    'insider',
    'honeytoken',
    'bait',
    'rule-7',
    'cloud',
    'exfiltration',
    't1048',
    'a.moreno@contoso.example',
    'whispered',
    'described',
  ];

  test.each(shown)('finds what its card shows: %s', (typed) => {
    expect(find(typed, [paymentsId], [secrets])).toEqual([50]);
  });

  test.each(hidden)('does not find by what was not shown to it: %s', (typed) => {
    expect(find(typed, [paymentsId], [secrets])).toEqual([]);
  });

  test('and the SOC finds by all of it but for what people wrote', () => {
    const missed = [...shown, ...hidden].filter((typed) => find(typed, 'all', [secrets]).length === 0);
    expect(missed).toEqual(['whispered', 'described']);
  });

  test('learns nothing of incidents that are not with it, not even by their numbers', () => {
    const theirs = one({ number: 60, title: 'Theirs' }, {}, [socRoute, webshopRoute]);
    const held = one({ number: 61, title: 'Held' }, { held: [paymentsRoute] }, [socRoute]);
    for (const typed of ['60', '61', 'theirs', 'held', 'open', ''])
      expect([typed, find(typed, [paymentsId], [theirs, held])]).toEqual([typed, []]);
    expect(find('', [], [theirs, held, secrets])).toEqual([]);
  });
});

test('the numbers that were typed are asked for by themselves, three at most', () => {
  expect(numbersIn('#1042 open 7 pay-01 10.0.0.5')).toEqual([1042, 7]);
  expect(numbersIn('1 2 3 4')).toEqual([1, 2, 3]);
});

test('whatever is typed, nothing is found that may not be seen, and it ends', () => {
  const typed = fc.oneof(
    fc.string({ maxLength: 400 }),
    fc.string({ unit: 'grapheme', maxLength: 100 }),
    fc.constantFrom('"', 'owner:', 'owner', '[.]', '#', '('.repeat(300), 'a '.repeat(200)),
  );
  fc.assert(
    fc.property(typed, fc.constantFrom<View>('all', [paymentsId], [webshopId], []), (text, view) => {
      const found = search(text, all, seeing(view));
      expect(
        found.every((state) => view === 'all' || state.routes.some(({ channel }) => view.includes(channel))),
      ).toBe(true);
      expect(new Set(found).size).toBe(found.length);
    }),
  );
});

test('what Muster shows of an address, defanged, finds what has it', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const state = one({ number: 1 }, { entities: [entity('Ip', address)] });
      expect([find(address, 'all', [state]), find(defang(address), 'all', [state])]).toEqual([[1], [1]]);
    }),
    { numRuns: 50 },
  );
});

test('what is kept while people type shows the same in a list, and nothing that anybody wrote', () => {
  const look = context({ now: at(20), zone: 'UTC' });
  const wordy = {
    ...phish,
    remarks: [
      {
        id: 'r',
        at: at(1).toISOString(),
        by: ada,
        text: 'whispered',
        kind: 'comment' as const,
        thread: false,
      },
    ],
    reopenedAt: at(2).toISOString(),
    reopenedWhy: 'whispered',
    wantedClosing: wantedState().wantedClosing && { ...wantedState().wantedClosing!, comment: 'whispered' },
  };
  for (const state of [phish, scan, closed, wordy]) {
    expect(rowOf(searchedOf(state), look, at(20))).toEqual(rowOf(state, look, at(20)));
    expect(JSON.stringify(searchedOf(state))).not.toContain('whispered');
  }
});
