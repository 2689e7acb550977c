/** What Muster is built from: exactly named, locked, without scripts that nobody has read, and listed for whoever asks. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { billOf, everythingLocked } from '../manifest/bill.ts';
import own from '../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('..', import.meta.url));

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  hasInstallScript?: boolean;
  dev?: boolean;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

const lock = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')) as {
  packages: Record<string, Locked>;
};
const { '': top = {}, ...packages } = lock.packages;
const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const settings = readFileSync(`${root}.npmrc`, 'utf8').split('\n');

describe('every package', () => {
  test('that we name is named in one exact version', () => {
    const named = { ...own.dependencies, ...own.devDependencies, ...own.overrides };
    expect(Object.keys(named).length).toBeGreaterThan(20);
    for (const version of Object.values(named)) expect(version).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
    expect(settings).toContain('save-exact=true');
  });

  test('is locked to its content, and the lock is of what we name', () => {
    expect(Object.keys(packages).length).toBeGreaterThan(500);
    const open = Object.entries(packages).filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
    expect(open.map(([path]) => path)).toEqual([]);
    expect(top).toMatchObject({ dependencies: own.dependencies, devDependencies: own.devDependencies });
    for (const [name, version] of Object.entries({ ...own.dependencies, ...own.devDependencies }))
      expect([name, packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
  });

  test('comes from the registry that is set where it is installed, and from nowhere else', () => {
    expect(settings).toContain('omit-lockfile-registry-resolved=true');
    const elsewhere = Object.entries(packages).filter(([, one]) => one.resolved !== undefined || one.link);
    expect(elsewhere.map(([path]) => path)).toEqual([]);
    const asked = Object.values(packages).flatMap((one) =>
      Object.entries({ ...one.dependencies, ...one.optionalDependencies, ...one.peerDependencies }),
    );
    expect(
      asked.filter(([, spec]) => /:\/\/|^(?:git|file|link|github)[:+]|^[\w-]+\/[\w-]+/.test(spec)),
    ).toEqual([]);
  });
});

test.each([
  // GHSA-w5hq-g745-h8pq: botbuilder asks for 8.3.2 and 10.0.0.
  ['uuid', '11.1.1'],
])(
  'a package with a known advisory is there in the version that mends it, and only once: %s',
  (name, version) => {
    expect(own.overrides).toMatchObject({ [name]: version });
    const found = Object.entries(packages).filter(([path]) => nameOf(path) === name);
    expect(found.map(([, one]) => one.version)).toEqual([version]);
  },
);

describe('scripts that run at installation', () => {
  /** Why each may, or need not. npm takes names without versions here, since the lock names no addresses. */
  const reasons: Record<string, { runs: boolean; why: string }> = {
    node: { runs: true, why: 'puts the Node 24 of this platform in place, which everything here runs on' },
    '@swc/core': { runs: true, why: 'says whether the compiler of the tests loads on this platform' },
    '@parcel/watcher': { runs: false, why: 'would compile a watcher of files that no test uses' },
    'dtrace-provider': { runs: false, why: 'would compile probes of restify’s that nobody reads' },
  };

  test('are those that somebody has read, and no others', () => {
    const found = Object.entries(packages).flatMap(([path, one]) =>
      one.hasInstallScript ? [nameOf(path)] : [],
    );
    expect(found.sort()).toEqual(Object.keys(reasons).sort());
    const allowed = Object.fromEntries(Object.entries(reasons).map(([name, { runs }]) => [name, runs]));
    expect(own.allowScripts).toEqual(allowed);
  });

  test('stop the installation where nobody has', () => {
    expect(settings).toContain('strict-allow-scripts=true');
  });
});

describe('the bill of materials that is packaged', () => {
  const listed = billOf(everythingLocked(), lock, own.name);
  const refs = new Set(listed.components.map((one) => one['bom-ref']));

  test('lists all that ships, and nothing else', () => {
    const ships = Object.entries(packages).filter(([, { dev }]) => !dev);
    expect([...refs].sort()).toEqual(
      [...new Set(ships.map(([path, { version }]) => `${nameOf(path)}@${version}`))].sort(),
    );
    for (const [name, version] of Object.entries(own.dependencies))
      expect(refs).toContain(`${name}@${version}`);
    expect(refs).not.toContain(`jest@${own.devDependencies.jest}`);
  });

  test('is CycloneDX, of this version, with a hash of each package and who needs whom', () => {
    expect(listed).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { name: 'muster', version: own.version } },
    });
    for (const one of listed.components) expect(one.hashes).toMatchObject([{ alg: 'SHA-512' }]);
    const named = listed.dependencies.flatMap(({ dependsOn }) => dependsOn);
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((one) => !refs.has(one))).toEqual([]);
  });

  test('is made by the script that packages the app', () => {
    expect(own.scripts.package).toContain('node manifest/bill.ts');
  });
});
