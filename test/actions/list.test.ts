/** What every verb has to have, wherever it is used. Adding one: its file, a line in the list, its words, a test. */
import { describe, expect, test } from '@jest/globals';
import { dialogs, fieldsOf } from '../../bot/actions/forms.ts';
import { actionOf, actions } from '../../bot/actions/index.ts';
import { roles } from '../../bot/ports.ts';
import { hasWords, languages } from '../../bot/words/words.ts';
import { manifestCommands } from '../../manifest/package.ts';

const shown = actions.filter((action) => action.verb !== 'say');

describe.each(actions.map((action) => [action.verb, action] as const))('%s', (verb, action) => {
  test('is found by its name, which nothing else goes by', () => {
    expect(actionOf(verb)).toBe(action);
    const names = actions.flatMap((one) => [one.verb, ...(one.says ?? [])]);
    for (const name of [verb, ...(action.says ?? [])])
      expect(names.filter((one) => one === name)).toEqual([name]);
  });

  test('says who may use it', () => {
    expect(action.who.length).toBeGreaterThan(0);
    for (const who of action.who) expect([...roles, 'member', 'anybody']).toContain(who);
  });

  test('takes nothing that is no object, and never throws on it', () => {
    for (const input of [null, 7, 'x', []]) expect(action.input.safeParse(input).success).toBe(false);
  });

  test('opens a dialog that there is, whose fields can be shown again', () => {
    if (!('dialog' in action) || !action.dialog) return;
    expect(Object.keys(dialogs)).toContain(action.dialog);
    expect(fieldsOf[action.dialog]?.length).toBeGreaterThan(0);
  });
});

test('every dialog belongs to a verb', () => {
  const named = actions.flatMap((action) => ('dialog' in action && action.dialog ? [action.dialog] : []));
  expect([...named].sort()).toEqual(Object.keys(dialogs).sort());
});

describe.each(languages)('in %s', (language) => {
  test('each verb has words for its button', () => {
    expect(
      shown.filter(({ verb }) => !hasWords(`talk:button.${verb}`, language)).map(({ verb }) => verb),
    ).toEqual([]);
  });

  test('each verb that help lists has words for how it is said and what it does', () => {
    const listed = shown.filter(({ verb, spoken }) => verb !== 'answer' && spoken !== false);
    for (const part of ['say', 'does'])
      expect(
        listed.filter(({ verb }) => !hasWords(`talk:help.${part}.${verb}`, language)).map(({ verb }) => verb),
      ).toEqual([]);
  });

  test('a person who lacks the role for a verb is told so', () => {
    const first = new Set(
      actions
        .filter(({ who }) => !who.includes('anybody') && !who.includes('member'))
        .map(({ who }) => who[0]),
    );
    expect([...first].filter((who) => !hasWords(`talk:refused.needs.${who}`, language))).toEqual([]);
  });
});

test('the commands in the manifest are verbs', () => {
  const commands = manifestCommands();
  expect(commands.length).toBeGreaterThan(0);
  expect(commands.filter((command) => !actionOf(command))).toEqual([]);
});
