/** Who may know whom. Imports point one way, so that each room can be read, and replaced, without those above it. */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Import {
  from: string;
  /** a path from the root for a file of ours, otherwise a package's name */
  to: string;
  typeOnly: boolean;
}

const files = ['bot', 'cards', 'dialogs', 'manifest', 'sandbox', 'bench'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name)),
);
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

// Static imports and exports; `import { type A, type B }` is erased as a whole only where nothing else is named.
const statement = /^(?:import|export)\s+(?:(type\s)?([^'";]*?)\bfrom\s+)?'([^']+)'/gm;

const imports: Import[] = files.flatMap((from) =>
  [...textOf(from).matchAll(statement)].map(([, type, names = '', target = '']) => {
    const listed = /\{([\s\S]*)\}/
      .exec(names)?.[1]
      ?.split(',')
      .filter((name) => name.trim());
    const onlyTypes =
      listed !== undefined && /^\s*\{/.test(names) && listed.every((name) => /^\s*type\s/.test(name));
    return {
      from,
      to: target.startsWith('.') ? normalize(join(dirname(from), target)) : packageOf(target),
      typeOnly: type !== undefined || onlyTypes,
    };
  }),
);

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

const isIn =
  (...rooms: string[]) =>
  (file: string): boolean =>
    rooms.some((room) => file === room || file.startsWith(`${room}/`));

/** Fails with what imports what, why that is wrong, and how to mend it. */
function nobody(found: Import[], why: string, mend: string): void {
  const list = found.map(({ from, to }) => `  ${from} imports ${to}`);
  if (list.length > 0) throw new Error(`${[...new Set(list)].join('\n')}\nWhy not: ${why}\nInstead: ${mend}`);
}

test('the imports are found at all', () => {
  expect(imports).toContainEqual({
    from: 'bot/intake.ts',
    to: 'bot/actions/automatic/seen.ts',
    typeOnly: false,
  });
  expect(imports).toContainEqual({ from: 'bot/app.ts', to: 'pino', typeOnly: true });
  expect(imports.length).toBeGreaterThan(300);
});

// Each layer may import itself and what comes after it. Whatever stands on one line are neighbours that know each other.
const layers: string[][] = [
  ['bot/main.ts', 'bot/audit.ts'],
  ['bot/stop.ts'],
  ['bot/app.ts'],
  ['bot/core.ts'],
  ['bot/intake.ts', 'bot/look.ts', 'bot/health.ts', 'bot/retention.ts', 'bot/contact-watch.ts'],
  [
    'bot/http',
    'bot/directory',
    'bot/every.ts',
    'bot/clock.ts',
    'bot/anchor-file.ts',
    'bot/identity.ts',
    'bot/logger.ts',
  ],
  ['bot/config.ts', 'bot/containment-settings.ts'],
  ['bot/teams'],
  ['bot/effects', 'bot/pace'],
  ['bot/actions'],
  ['dialogs'],
  ['bot/reports'],
  ['cards'],
  ['bot/sentinel', 'bot/store', 'bot/graph'],
  [
    'bot/log',
    'bot/incidents',
    'bot/ports.ts',
    'bot/errors.ts',
    'bot/order.ts',
    'bot/recent.ts',
    'bot/published-keys.ts',
    'bot/secrets.ts',
    'bot/known.ts',
    'bot/practice.ts',
    'bot/checked.ts',
  ],
  ['bot/words'],
];
const layerOf = (file: string): number => layers.findIndex((rooms) => isIn(...rooms)(file));

test('every file stands in one of the layers', () => {
  const own = files.filter(isIn('bot', 'cards', 'dialogs'));
  expect(own.filter((file) => layerOf(file) < 0)).toEqual([]);
});

test('imports point one way', () => {
  nobody(
    imports.filter(({ from, to }) => layerOf(from) >= 0 && layerOf(to) >= 0 && layerOf(to) < layerOf(from)),
    'a lower room that knows a higher one can’t be read, tested or replaced without it.',
    'hand over what is needed as an argument, or move it down to where both may see it.',
  );
});

test.each([
  ['botbuilder', 'bot/teams'],
  ['botframework-connector', 'bot/teams'],
  ['@azure/arm-securityinsight', 'bot/sentinel'],
  ['@azure/core-rest-pipeline', 'bot/sentinel'],
  ['@azure/cosmos', 'bot/store'],
  ['restify', 'bot/http'],
  // Cards are held to it in tests, and made without it.
  ['adaptivecards-templating', 'test'],
  ['i18next', 'bot/words'],
])('only one room knows %s', (name, room) => {
  nobody(
    imports.filter(
      ({ from, to, typeOnly }) =>
        to === name &&
        isIn('bot', 'cards', 'dialogs')(from) &&
        !isIn(room)(from) &&
        !(name === 'restify' && typeOnly),
    ),
    `${name} can be replaced or upgraded only while ${room} alone knows it.`,
    `put what is needed of it behind a function of ${room}, in our own terms.`,
  );
});

test('actions and effects see what is outside only through ports', () => {
  const adapters = isIn('bot/sentinel', 'bot/store', 'bot/graph', 'bot/teams', 'bot/http', 'bot/directory');
  nobody(
    imports.filter(({ from, to }) => isIn('bot/actions', 'bot/effects')(from) && adapters(to)),
    'what decides and what carries out must run in tests and in the sandbox, over whatever keeps the port’s promises.',
    'add what is missing to a port in bot/ports.ts, and import its type.',
  );
  nobody(
    imports.filter(
      ({ from, to, typeOnly }) =>
        isIn('bot/actions', 'bot/effects')(from) && to === 'bot/ports.ts' && !typeOnly,
    ),
    'ports are promises; there is nothing in them to run.',
    'write `import type`.',
  );
});

test('what decides is pure: incidents know no clock, no random and nothing of Node', () => {
  const pure = files.filter(isIn('bot/incidents', 'bot/reports', 'bot/actions/automatic'));
  nobody(
    imports.filter(
      ({ from, to, typeOnly }) =>
        pure.includes(from) && !typeOnly && (to.startsWith('node:') || builtinModules.includes(to)),
    ),
    'the same entries must always give the same state, in any process.',
    'pass in what is needed.',
  );
  const impure = /\bDate\.now\(|new Date\(\)|Math\.random\(|\bfetch\(|\bsetTimeout\(|\bawait\b|\bprocess\./;
  expect(pure.filter((file) => impure.test(textOf(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')))).toEqual(
    [],
  );
});

test('words are a leaf', () => {
  nobody(
    imports.filter(({ from, to }) => isIn('bot/words')(from) && files.includes(to) && !isIn('bot/words')(to)),
    'everybody uses the words, so they can know nobody.',
    'pass what a sentence names as a parameter.',
  );
});

test('the product knows neither the sandbox nor the tests', () => {
  nobody(
    imports.filter(({ from, to }) => isIn('bot', 'cards', 'dialogs')(from) && isIn('sandbox')(to)),
    'production code has no sandbox branch.',
    'let sandbox/ pass it in when it makes the app.',
  );
  nobody(
    imports.filter(({ from, to }) => isIn('test')(to) && !(isIn('bench')(from) && isIn('test/fakes')(to))),
    'what is only for tests does not ship; of it the bench may use the fakes, where the emulator is too slow.',
    'move it out of test/, or build it in the test.',
  );
  nobody(
    imports.filter(({ from, to }) => isIn('bench')(to) && !isIn('bench')(from)),
    'what only measures does not ship.',
    'move it to the room that needs it.',
  );
});

describe('the environment', () => {
  // The start scripts hand their environment on; the packager, the two mains, the replica and the bench's programs are such scripts.
  const readers = [
    'bench/programs/bare-calls.ts',
    'bench/programs/bare.ts',
    'bot/audit.ts',
    'bot/main.ts',
    'manifest/package.ts',
    'sandbox/main.ts',
    'sandbox/replica.ts',
    'sandbox/teams/playground.ts',
  ];
  test('is read at the top only, and everything else gets what it needs', () => {
    expect(
      files.filter(
        (file) =>
          /process\.env/.test(textOf(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')) &&
          !readers.includes(file),
      ),
    ).toEqual([]);
  });
});
