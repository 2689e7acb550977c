import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { actions } from '../../bot/actions/index.ts';
import { meant, parseCommand, withoutMention } from '../../bot/actions/parse.ts';

const parse = (text: string) => parseCommand(text, actions);

describe('what Teams adds is taken away', () => {
  test.each([
    ['<at>Muster</at> close 12', 'close 12'],
    ['<at id="0">Muster</at>&nbsp;help', 'help'],
    ['<at>Muster</at> open <at>Ada</at>', 'open'],
    ['  /status\n payments ', 'status payments'],
    ['<AT>Muster\nBot</AT> mine', 'mine'],
    ['', ''],
  ])('%j says %j', (text, said) => {
    expect(withoutMention(text)).toBe(said);
  });
});

describe('a command', () => {
  test.each([
    ['close 1234', 'close', [1234], ''],
    ['Close #1234', 'close', [1234], ''],
    ['acknowledge 12, 13 and 14', 'acknowledge', [12, 13, 14], ''],
    ['acknowledge 12 13,14', 'acknowledge', [12, 13, 14], ''],
    ['acknowledge 12 und 13', 'acknowledge', [12, 13], ''],
    ['take 12 12', 'take', [12], ''],
    ['ack 7', 'acknowledge', [7], ''],
    ['not ours 7 the host moved', 'not ours', [7], 'the host moved'],
    ['NOT-OURS 7', 'not ours', [7], ''],
    ['comment 7 3 hosts are hit', 'comment', [7, 3], 'hosts are hit'],
    ['comment: 3 hosts', 'comment', [], ': 3 hosts'],
    ['hold 7: payroll runs', 'hold', [7], ': payroll runs'],
    ['soc here', 'soc here', [], ''],
    ['status payments', 'status', [], 'payments'],
    ['status 7 days', 'status', [], '7 days'],
    ['trend payments last 30 days', 'status', [], 'trend payments last 30 days'],
    ['Verlauf', 'status', [], 'Verlauf'],
    ['severity 7 high', 'severity', [7], 'high'],
    ['history 7', 'history', [7], ''],
    ['show 7th', 'show', [], '7th'],
    ['?', 'help', [], ''],
    ['list', 'open', [], ''],
  ])('%j is %s of %j with %j', (text, verb, numbers, rest) => {
    expect(parse(text)).toEqual({ verb, numbers, rest });
  });

  test.each(['closed 12', 'opening hours', 'open-source', 'please close 12', '', '12', 'no tours'])(
    '%j is none',
    (text) => {
      expect(parse(text)).toBeUndefined();
    },
  );

  test('no text throws, and only verbs come out', () => {
    const verbs = actions.map((action) => action.verb);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom(...verbs).chain((v) => fc.string().map((s) => `${v} ${s}`)),
        ),
        (text) => {
          const command = parse(withoutMention(text));
          if (command) expect(verbs).toContain(command.verb);
          meant(text, actions);
        },
      ),
    );
  });
});

describe('a slip', () => {
  test.each([
    ['acknowlege 12', 'acknowledge'],
    ['colse 12', 'close'],
    ['clos 12', 'close'],
    ['statsu', 'status'],
    ['hlep', undefined],
    ['hellp', 'help'],
    ['ok', undefined],
    ['weather today', undefined],
    ['unanswerd', 'unanswered'],
    ['ubergabe', 'übergabe'],
    ['Überfalig', 'überfällig'],
  ])('%j meant %s', (text, verb) => {
    expect(meant(text, actions)).toBe(verb);
  });
});
