/** What a report tells whom, in which order. */
import { describe, expect, test } from '@jest/globals';
import { practiceLogKey } from '../../bot/incidents/practice.ts';
import { htmlOf } from '../../bot/reports/html.ts';
import { markdownOf } from '../../bot/reports/markdown.ts';
import { stepOf } from '../../bot/reports/steps.ts';
import { outside } from '../../bot/reports/texts.ts';
import deWords from '../../bot/words/de/reports.json' with { type: 'json' };
import enWords from '../../bot/words/en/reports.json' with { type: 'json' };
import { payments, webshop } from '../cards/samples.ts';
import { lines, textsOf, told, wholeState } from './stories.ts';

const whole = (report: unknown): string => textsOf(report).join('\n');

describe('a report', () => {
  test('tells in the order of NIST SP 800-61r3: what was seen, what was done, how it ended, and who took part', () => {
    expect(told().parts.map(({ heading }) => heading)).toEqual([
      'Detect',
      'Respond',
      'Recover',
      'Who took part',
    ]);
    expect(told(wholeState(), { language: 'de' }).parts.map(({ heading }) => heading)).toEqual([
      'Erkennen (Detect)',
      'Reagieren (Respond)',
      'Wiederherstellen (Recover)',
      'Wer beteiligt war',
    ]);
  });

  test('has every line of the history once, each where it belongs', () => {
    const [detect, respond, recover] = told().parts.map((part) => part.blocks.at(-1)!.lines!);
    expect(detect!.map(({ what }) => what)).toEqual(['raised it']);
    expect(respond!.map(({ what }) => what)).toEqual(['acknowledged it', 'commented in Payments']);
    expect(recover!.map(({ what }) => what)).toEqual(['set the status to Closed']);
  });

  test('has questions with their answers, checks with their decisions, times and people', () => {
    const text = whole(told());
    expect(text).toMatch(/Question 1042-1 to Payments/);
    expect(text).toMatch(/Was that you\?/);
    expect(text).toMatch(/Containment check/);
    expect(text).toMatch(/First act of a person\n24 Nov 2026, 21:01 CET \(\d+ min after its creation\)/);
    expect(text).toMatch(/Ada Brunner\n2 lines/);
  });

  test('says from how much of the log it was made, and for whom', () => {
    const { notes } = told(wholeState({ seq: 17, head: 'abc123' }));
    expect(notes.join('\n')).toMatch(/for Mona, .*\n.*\nFrom 17 entries .* abc123/);
  });

  test('of practice says at its head that nothing has happened', () => {
    const logKey = practiceLogKey('soc', '7');
    expect(told(wholeState({ logKey })).practice).toMatch(/nothing has happened/);
    expect(htmlOf(told(wholeState({ logKey })))).toMatch(
      /<\/h1>\n<blockquote>Practice: nothing has happened/,
    );
    expect(markdownOf(told(wholeState({ logKey })))).toMatch(/^# .*\n\n> Practice: nothing has happened/);
    expect(told().practice).toBeUndefined();
  });

  test('says that what was erased was erased', () => {
    const said = [{ ...lines[2]!, text: '' }];
    expect(whole(told(wholeState(), { said }))).toMatch(/commented in Payments\n\(erased\)/);
  });
});

describe('what a team’s member takes along', () => {
  const report = told(wholeState(), { view: [payments.channel], said: [] });
  test('has their own questions and checks, and none of another team’s', () => {
    expect(whole(report)).toMatch(/Was that you\?/);
    expect(whole(report)).not.toMatch(/For the webshop alone|Shop only|Webshop/);
    expect(whole(told(wholeState(), { view: [webshop.channel], said: [] }))).toMatch(/For the webshop alone/);
  });

  test('has nothing of what is the SOC’s: alerts, description, tactics, tags, why it was closed, who else', () => {
    const soc = wholeState({ alerts: [{ id: '1', title: 'An alert’s title' }] });
    soc.seen!.classificationComment = 'Between us';
    soc.seen!.labels = [{ name: 'a-tag', type: 'User' }];
    const secrets = /An alert’s title|What the rule says|Initial ?Access|a-tag|Between us|First act/;
    expect(whole(told(soc))).toMatch(secrets);
    expect(whole(told(soc, { view: [payments.channel], said: [] }))).not.toMatch(secrets);
  });

  test('is nothing at all where the incident is none of theirs', () => {
    expect(() => told(wholeState(), { view: ['19:other@thread.tacv2'] })).toThrow(/may not see/);
    const held = wholeState({ routes: wholeState().routes.map((route) => ({ ...route, active: false })) });
    expect(() => told(held, { view: [payments.channel] })).toThrow(/may not see/);
  });
});

test('links to the portals are taken apart too, since nobody knows where a report is read', () => {
  expect(outside('see https://portal.azure.com/#x now.')).toBe('see https[:]//portal[.]azure[.]com/#x now.');
});

test('closing belongs to how it ended, any other status to what was done', () => {
  expect(stepOf({ key: 'status', params: { status: 'Closed' } })).toBe('recover');
  expect(stepOf({ key: 'status', params: { status: 'Active' } })).toBe('respond');
});

test('both languages have the same sentences, each with the same parameters', () => {
  const flat = (value: object, prefix = ''): [string, string][] =>
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === 'string'
        ? [[prefix + key, inner] as [string, string]]
        : flat(inner, `${prefix}${key}.`),
    );
  const shape = (words: object) =>
    flat(words).map(([key, text]) => [key, [...new Set(text.match(/\{\{\w+\}\}/g))].sort()]);
  expect(shape(deWords)).toEqual(shape(enWords));
});
