import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { askedIn } from '../../bot/teams/inbound.ts';
import german from '../../manifest/de.json' with { type: 'json' };
import manifest from '../../manifest/manifest.json' with { type: 'json' };
import { manifestCommands } from '../../manifest/package.ts';
import { manifestProblems, translationProblems } from '../../manifest/schema.ts';

const lists = manifest.bots[0]!.commandLists;
const translations: Record<string, string> = german;

/** Every command with its place in the manifest, under the key by which a translation names it. */
const commands = lists.flatMap((list, l) =>
  list.commands.map((command, c) => ({
    ...command,
    scope: list.scopes.join(),
    key: `bots[0].commandLists[${l}].commands[${c}].description`,
  })),
);

describe('the commands in the menu', () => {
  test('have one list for each scope the bot is in', () => {
    expect(lists.map((list) => list.scopes)).toEqual([['team'], ['personal'], ['groupChat']]);
    expect(lists.flatMap((list) => list.scopes)).toEqual(manifest.bots[0]!.scopes);
  });

  test.each(lists.map((list) => [list.scopes[0]!, list.commands] as const))(
    'are at most ten in %s, help among them, and none twice',
    (_, offered) => {
      const titles = offered.map((command) => command.title);
      expect(titles.length).toBeLessThanOrEqual(10);
      expect(titles).toContain('help');
      expect(new Set(titles).size).toBe(titles.length);
    },
  );

  test('are plain lower-case words that fit the menu', () => {
    for (const { title } of commands) expect(title).toMatch(/^[a-z]+( [a-z]+)*$/);
    for (const { title } of commands) expect(title.length).toBeLessThanOrEqual(32);
  });

  test('show how to write them where the description has an example', () => {
    const withExample = commands.filter(({ description }) => description.includes(': '));
    expect(withExample.length).toBeGreaterThan(0);
    for (const { title, description } of withExample) expect(description).toContain(`: ${title} `);
  });

  test('are listed once each, from all scopes', () => {
    expect(manifestCommands()).toEqual([...new Set(commands.map(({ title }) => title))].sort());
    expect(manifestCommands()).toContain('soc here');
    expect(manifestCommands()).toContain('mine');
  });
});

describe('the German translation', () => {
  test('has a line for every command and none for a command that is not there', () => {
    const keys = Object.keys(german).filter((key) => key.startsWith('bots'));
    expect(keys.sort()).toEqual(commands.map(({ key }) => key).sort());
  });

  // Lines are tied by position, so a moved command would carry another's words without any error.
  test('says the same thing in one way, and different things differently', () => {
    const pairs = new Set(commands.map(({ description, key }) => `${description} = ${translations[key]}`));
    const english = new Set(commands.map(({ description }) => description));
    const translated = new Set(commands.map(({ key }) => translations[key]));
    expect(pairs.size).toBe(english.size);
    expect(translated.size).toBe(english.size);
  });

  test('keeps the examples as they must be written', () => {
    for (const { description, key } of commands) {
      expect([key, translations[key]?.split(': ')[1]]).toEqual([key, description.split(': ')[1]]);
    }
  });

  test('is named in the manifest, and passes the localization schema', () => {
    expect(manifest.localizationInfo.additionalLanguages).toEqual([{ languageTag: 'de', file: 'de.json' }]);
    expect(translationProblems('de.json', german)).toEqual([]);
  });
});

describe('what the app asks for', () => {
  const permissions = manifest.authorization.permissions.resourceSpecific;

  test('is to read messages, members and channel names of the team, as the application', () => {
    expect(permissions).toEqual([
      { name: 'ChannelMessage.Read.Group', type: 'Application' },
      { name: 'ChannelMember.Read.Group', type: 'Application' },
      { name: 'TeamMember.Read.Group', type: 'Application' },
      { name: 'ChannelSettings.Read.Group', type: 'Application' },
    ]);
  });

  test.each([
    ['English', manifest.description.full],
    ['German', german['description.full']],
  ])('is explained by name in the %s description', (_, description) => {
    for (const { name } of permissions) expect(description).toContain(name);
  });

  test('includes shared channels, files, and no calls', () => {
    expect(manifest.supportsChannelFeatures).toBe('tier1');
    expect(manifest.bots[0]).toMatchObject({
      supportsFiles: true,
      supportsCalling: false,
      supportsVideo: false,
    });
  });
});

describe('the message extension', () => {
  const [extension, ...others] = manifest.composeExtensions;
  const [command, ...otherCommands] = extension!.commands;

  test('has the one search, which shows what is open before anything is typed', () => {
    expect([others, otherCommands]).toEqual([[], []]);
    expect(command).toMatchObject({ id: 'findIncident', type: 'query', initialRun: true });
  });

  // Found in the command box, a card would belong to no conversation that it could be checked against.
  test('is offered where a message is written, and nowhere else', () => {
    expect(command!.context).toEqual(['compose']);
  });

  test('sends what was typed under the name that Muster reads', () => {
    const value = {
      commandId: command!.id,
      parameters: [{ name: command!.parameters[0]!.name, value: 'pay-01' }],
    };
    const from = { id: '29:ada', aadObjectId: 'a0000000-0000-4000-8000-000000000001' };
    const conversation = { id: '19:x@thread.v2', conversationType: 'groupChat' };
    const activity = { type: 'invoke', name: 'composeExtension/query', value, from, conversation };
    expect(askedIn(activity as never)).toMatchObject({ kind: 'find', data: { text: 'pay-01' } });
  });

  test('is in German, too', () => {
    const texts = [
      command!.title,
      command!.description,
      ...command!.parameters.flatMap((p) => [p.title, p.description]),
    ];
    const keys = Object.keys(german).filter((key) => key.startsWith('composeExtensions'));
    expect(keys).toHaveLength(texts.length);
    for (const key of keys) expect(texts).not.toContain(translations[key]);
  });
});

test('every placeholder is in the README', () => {
  const names = new Set(JSON.stringify(manifest).match(/\{\{\w+\}\}/g));
  const readme = readFileSync(new URL('../../manifest/README.md', import.meta.url), 'utf8');
  expect(names.size).toBe(8);
  for (const name of names) expect(readme).toContain(name);
});

test('the schemas refuse what Teams refuses, and say where', () => {
  const wrong = { ...manifest, id: 'muster', surprise: true };
  expect(manifestProblems(wrong)).toEqual(
    expect.arrayContaining([
      expect.stringContaining('manifest.json/id must match pattern'),
      'manifest.json must NOT have additional properties (surprise)',
    ]),
  );
  expect(translationProblems('de.json', { 'name.short': 'Muster' })).toContain(
    "de.json must have required property 'description.full'",
  );
});
