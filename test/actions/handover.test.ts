/** What `handover` answers, and the notes that it begins with. */
import { describe, expect, test } from '@jest/globals';
import type { Facts, QueryAction } from '../../bot/actions/define.ts';
import { spoken } from '../../bot/actions/index.ts';
import { parseCommand } from '../../bot/actions/parse.ts';
import { maySee, type View } from '../../bot/incidents/audience.ts';
import {
  type ChannelEntry,
  type ChannelState,
  channelLogKey,
  foldChannel,
} from '../../bot/incidents/channel.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import { erasing, writtenBy } from '../../bot/incidents/texts.ts';
import { type ChannelDraft, channels as channelKind } from '../../bot/log/kinds.ts';
import { wordsOf } from '../../bot/words/words.ts';
import {
  ada,
  arrived,
  at,
  ben,
  context,
  inPayments,
  paymentsId,
  place,
  placeContext,
  socChannel,
  socId,
  socRoute,
  stateAfter,
  teamChannel,
  webshopId,
  webshopRoute,
} from '../build.ts';
import { nodesOf, readable } from '../cards/walk.ts';
import { analyst, places, premises } from '../rights/company.ts';
import { channelVerb, verb } from '../verbs.ts';

const now = new Date('2026-03-02T14:00:00Z');
const note = (minutes: number, text: string) => ({
  id: `${minutes}`,
  at: at(minutes).toISOString(),
  by: ada,
  text,
});
const soc: ChannelState = {
  ...socChannel(),
  shiftNotes: [note(-600, 'long ago'), note(200, 'for the SOC')],
  drills: [
    { id: '1', channel: webshopId, name: 'Web shop', by: ada, at: at(30).toISOString(), incident: 'i' },
    {
      id: '2',
      channel: paymentsId,
      name: 'Payments',
      by: ada,
      at: at(0).toISOString(),
      incident: 'j',
      ended: 'x',
    },
  ],
};
const payments: ChannelState = {
  ...teamChannel(paymentsId, {}),
  shiftNotes: [note(210, 'for payments')],
  storms: [{ id: '7', since: at(60).toISOString(), acts: [], actCount: 0 }],
};
const channels = [soc, payments, teamChannel(webshopId, {}, { name: 'Web shop' })];
const asked = (channel: string): IncidentEvent => ({
  kind: 'asked',
  id: 'q',
  by: ada,
  channel,
  people: [ben],
});

const incidents: IncidentState[] = [
  stateAfter(
    arrived({ number: 1, severity: 'High', title: 'One' }),
    [
      [{ kind: 'commented', id: '2', by: ben, channel: paymentsId }],
      { by: ben, texts: { comment: 'Our batch.' } },
    ],
    [[asked(paymentsId)], { by: ada, texts: { question: 'Was it you?' } }],
    [{ kind: 'grouped', channel: paymentsId, storm: '7' }],
  ),
  stateAfter(arrived({ number: 2, severity: 'High', title: 'Two' }, [socRoute, webshopRoute])),
  stateAfter(arrived({ number: 3, severity: 'Low', title: 'Three' })),
];

function answer(
  text: string,
  {
    view = 'all' as View,
    by = context({ now }),
    language = 'en',
    zone = 'UTC',
    among = incidents,
    hidden = 0,
  }: Partial<{
    view: View;
    by: ReturnType<typeof context>;
    language: string;
    zone: string;
    among: IncidentState[];
    hidden: number;
  }> = {},
) {
  const command = parseCommand(text, spoken)!;
  expect(command.verb).toBe('handover');
  const facts = {
    overview: {
      incidents: among.filter((state) => maySee(view, state)),
      channels: channels.filter(({ place: of }) => view === 'all' || view.includes(of!.id)),
    },
    view,
    hidden,
    late: [],
  } as unknown as Facts;
  const action = verb('handover') as QueryAction;
  const look = { words: wordsOf(language), language, zone, now, targets: defaultTargets };
  return action.answer(facts, action.input.parse(action.typed!(command.rest)), by, look);
}
const says = (...given: Parameters<typeof answer>): string => readable(answer(...given));

describe('since when', () => {
  test.each<[string, string]>([
    ['handover', '2 Mar 2026, 06:00 UTC – 2 Mar 2026, 14:00 UTC'],
    ['Hand over since 06:30', '2 Mar 2026, 06:30 UTC – 2 Mar 2026, 14:00 UTC'],
    ['handover since 22:00', '1 Mar 2026, 22:00 UTC – 2 Mar 2026, 14:00 UTC'],
    ['HANDOVER last 12 hours', '2 Mar 2026, 02:00 UTC – 2 Mar 2026, 14:00 UTC'],
    ['handover yesterday', '1 Mar 2026, 00:00 UTC – 2 Mar 2026, 00:00 UTC'],
    ['Übergabe seit 6 Uhr', '2 Mar 2026, 06:00 UTC – 2 Mar 2026, 14:00 UTC'],
    ['übergabe letzte 12 Stunden', '2 Mar 2026, 02:00 UTC – 2 Mar 2026, 14:00 UTC'],
  ])('“%s” is of %s', (text, window) => {
    expect(says(text)).toContain(window);
  });

  test('is by the clock of whoever asks', () => {
    expect(says('handover since 06:00', { zone: 'Europe/Zurich' })).toContain('2 Mar 2026, 06:00 CET – ');
  });

  test('is refused in words where it is none', () => {
    expect(() => says('handover last wek')).toThrow('statusMeant');
    expect(() => says('handover tomorrow')).toThrow('windowAhead');
  });
});

test('what presses is shown with its owner, the next step, the last word and a button', () => {
  const card = answer('handover');
  const told = readable(card);
  expect(told).toMatch(/^Hand-over\nAll channels · [^\n]*\n3\nopen\n2\noverdue\n3\narrived\n0\nclosed/);
  expect(told).toContain(
    '#1 \nOne\nHigh\n · Nobody yet · 4 h · overdue to be acknowledged\nBen, 10:02 UTC: Our batch.',
  );
  const shows = nodesOf(card).filter(({ verb: of }) => of === 'show');
  expect(shows.map(({ data }) => (data as { incident: string }).incident)).toHaveLength(2);
});

test('it says on whom is waited, what storms go on, and who practises', () => {
  const told = says('handover');
  expect(told).toContain('Questions\n#1 Ben (Payments), 3 h 57 min');
  expect(told).toContain('Storms\nPayments, since 11:00 UTC: 1 incident');
  expect(told).toContain('Practice\nWeb shop, since 2 Mar 2026, 10:30 UTC');
  expect(told).toContain('Who has what\nNobody yet: 3 (#1, #2, #3)');
});

test('a team and severities narrow it', () => {
  const own = says('handover payments high');
  expect(own).toMatch(/\nPayments · High · .*\n1\nopen/);
  expect(own).not.toMatch(/Two|Practice/);
  expect(says('handover web shop')).toContain('Practice\nWeb shop');
});

test('a team is told of its own, and neither of practice nor of another’s', () => {
  const told = says('handover', { view: [paymentsId], by: inPayments({ now }) });
  expect(told).toMatch(/\nPayments · .*\n2\nopen/);
  expect(told).toContain('Storms\nPayments');
  expect(told).not.toMatch(/Two|Web shop|Practice|for the SOC/);
});

test('where nothing happened it has no empty lines', () => {
  expect(says('handover', { among: [], view: [webshopId], by: inPayments({ now }) })).toMatch(
    /^Hand-over\nWeb shop · [^\n]*\n0\nopen\n0\noverdue\n0\narrived\n0\nclosed\nAs of/,
  );
});

describe('notes', () => {
  const decide = (
    text: string,
    change: Partial<ReturnType<typeof context>> = {},
    state: ChannelState = soc,
  ) => {
    const command = parseCommand(text, spoken)!;
    const action = channelVerb(command.verb);
    const input = action.input.parse(action.typed!(command.rest));
    return action.decide(state, input, placeContext({ now, ...change }));
  };

  test.each(['handover note: watch #1042', 'Handover note watch #1042', 'Übergabe Notiz: watch #1042'])(
    '“%s” is kept in the channel’s log',
    (text) => {
      const { events, texts, say } = decide(text);
      expect([events, texts, say.key]).toEqual([
        [{ kind: 'shiftNoted', id: '2', by: ada }],
        { note: 'watch #1042' },
        'handoverNote.done',
      ]);
    },
  );

  test('of nothing, in a chat, or where nobody hands over is refused', () => {
    expect(() => decide('handover note')).toThrow('noteEmpty');
    expect(() => decide('handover note: x', { place: place('a:chat', { kind: 'personal' }) })).toThrow(
      'channelOnly',
    );
    const other = { ...soc };
    delete other.soc;
    expect(() => decide('handover note: x', {}, other)).toThrow('noteWhere');
  });

  test('are folded with who and when, the last twenty, and an erased one is empty', () => {
    const written = (seq: number, text: string): ChannelEntry =>
      ({
        ...{ seq, hash: 'h', key: `k${seq}`, at: at(seq).toISOString(), actor: { kind: 'person', ...ada } },
        events: [{ kind: 'shiftNoted', id: `${seq}`, by: ada }],
        texts: { note: { text, salt: 's' } },
      }) as unknown as ChannelEntry;
    const state = Array.from({ length: 25 }, (_, i) =>
      written(i + 1, i === 24 ? '' : `note ${i + 1}`),
    ).reduce(foldChannel, { ...socChannel(), texts: [] } as ChannelState);
    expect(state.shiftNotes).toHaveLength(20);
    expect(state.shiftNotes![0]).toEqual({ id: '6', at: at(6).toISOString(), by: ada, text: 'note 6' });
    expect(state.shiftNotes![19]!.text).toBe('');
    expect(state.texts).toHaveLength(24);
  });

  test('of the shift begin the hand-over of their own channel', () => {
    expect(says('handover')).toContain('Ada to the next shift, 2 Mar 2026, 13:20 UTC\nfor the SOC');
    expect(says('handover')).not.toMatch(/long ago|for payments/);
    expect(says('handover since yesterday')).toContain('long ago');
    const own = inPayments({ now });
    expect(says('handover', { view: [paymentsId], by: own })).toContain('for payments');
    expect(says('handover payments')).toContain('for payments');
    const chat = { place: place('a:chat', { kind: 'personal' as const }), audience: 'personal' as const };
    expect(says('handover', { by: context({ now, ...chat }) })).not.toContain('for payments');
    expect(says('handover', { view: [paymentsId], by: inPayments({ now, ...chat }) })).toContain(
      'for payments',
    );
    expect(says('handover', { view: [webshopId], by: inPayments({ now, ...chat }) })).not.toMatch(/for /);
  });
});

test('a note that is erased stands there as erased', async () => {
  const { core, clock, does } = await premises();
  await core.start();
  const says = async (text: string): Promise<string> => {
    const reply = await does(analyst, places.SOC, 'typed', {}, text);
    await clock.pass(5000);
    return 'card' in reply ? readable(reply.card) : '';
  };
  expect(await says('handover note: Ask Zoe')).toBe('The next hand-over here begins with your note.');
  expect(await says('handover last 2 hours')).toContain(
    'Ann to the next shift, 2 Mar 2026, 10:10 UTC\nAsk Zoe',
  );
  await core.journal.append(channelKind, channelLogKey(socId), (state): ChannelDraft => {
    const texts = writtenBy(state, analyst.oid);
    return {
      actor: { kind: 'muster' },
      action: 'erase',
      key: 'erase',
      events: [erasing(texts, 'request', analyst)],
      effects: [{ kind: 'erase' }],
    };
  });
  await clock.pass(5000);
  expect(await says('handover last 3 hours')).toMatch(/Ann to the next shift, .*\n\(erased\)/);
});
