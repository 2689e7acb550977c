/**
 * Part of `npm run package`: the bill of materials of what ships, in CycloneDX's form, into dist/muster.cdx.json. npm
 * makes it from the lock file, without a network; what only tests need is left out here, since npm's own `--omit dev`
 * (11.19) leaves out whatever tests need as well, such as zod.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const lockFile = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), dev: z.boolean().optional() })),
});
const bill = z.looseObject({
  metadata: z.looseObject({ component: z.looseObject({ 'bom-ref': z.string(), name: z.string() }) }),
  components: z.array(z.looseObject({ 'bom-ref': z.string() })),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
});
export type Bill = z.infer<typeof bill>;

/** Every package that is installed where Muster runs, as `name@version`. */
export function shippedIn(lock: unknown): Set<string> {
  const { packages } = lockFile.parse(lock);
  return new Set(
    Object.entries(packages)
      .filter(([path, { dev }]) => path !== '' && !dev)
      .map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`),
  );
}

/** npm's bill of everything, without what does not ship. `name`: npm names what is billed after its folder. */
export function billOf(everything: unknown, lock: unknown, name: string): Bill {
  const { metadata, components, dependencies, ...rest } = bill.parse(everything);
  const ships = shippedIn(lock).add(metadata.component['bom-ref']);
  return {
    ...rest,
    metadata: { ...metadata, component: { ...metadata.component, name } },
    components: components.filter((one) => ships.has(one['bom-ref'])),
    dependencies: dependencies
      .filter(({ ref }) => ships.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => ships.has(other)) })),
  };
}

const root = new URL('../', import.meta.url);

/** What npm says of everything that is locked; no shell takes part but where npm itself is one, on Windows. */
export function everythingLocked(): unknown {
  const shell = process.platform === 'win32';
  const flags = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  return JSON.parse(
    execFileSync('npm', flags, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, shell }),
  );
}

if (import.meta.main) {
  const lock: unknown = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));
  const made = billOf(everythingLocked(), lock, 'muster');
  mkdirSync(new URL('dist/', root), { recursive: true });
  writeFileSync(new URL('dist/muster.cdx.json', root), `${JSON.stringify(made, null, 2)}\n`);
  console.log(`dist/muster.cdx.json lists the ${made.components.length} packages that ship with it.`);
}
