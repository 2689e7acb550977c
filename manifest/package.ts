/**
 * `npm run package`: fills manifest.json with the bot's id and what else it is told (settings.ts), holds it against
 * Microsoft's schemas, and zips it with its translation and icons into dist/muster.zip, ready for the Teams admin centre.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import ownPackage from '../package.json' with { type: 'json' };
import german from './de.json' with { type: 'json' };
import template from './manifest.json' with { type: 'json' };
import { manifestProblems, translationProblems } from './schema.ts';
import { NO_PAGE_YET, readSettings, type Values } from './settings.ts';

/** The earliest time a zip can hold. Zips hold local time without a zone, so local it is: the same bytes everywhere. */
const NO_TIME = new Date(1980, 0, 1);

/** The commands that the manifest offers in Teams' menu, each once: every one must be a verb that the bot knows. */
export function manifestCommands(): string[] {
  const all = template.bots.flatMap((bot) => bot.commandLists.flatMap((list) => list.commands));
  return [...new Set(all.map((command) => command.title))].sort();
}

/** Replaces every `{{NAME}}` in every string of a JSON value. Throws on a name that has no value. */
function fill(json: unknown, values: Values): unknown {
  if (typeof json === 'string') {
    return json.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
      if (!Object.hasOwn(values, name))
        throw new Error(`manifest.json names {{${name}}}, which nothing fills.`);
      return values[name as keyof Values];
    });
  }
  if (Array.isArray(json)) return json.map((item) => fill(item, values));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, fill(value, values)]));
}

/** The manifest as it goes into the zip. Without a host there is no domain to name. */
function manifestOf(values: Values): unknown {
  const validDomains = values.BOT_HOST === '' ? [] : template.validDomains;
  return fill({ ...template, validDomains }, values);
}

/** A packaged app, with what its packager should still know; or one sentence that says everything that is wrong. */
type Packaged = { zip: Uint8Array; values: Values; notice?: string } | { refusal: string };

/** Makes the Teams app package from command line flags and environment variables; writes nothing. */
export function packageApp(args: string[], env: Record<string, string | undefined>): Packaged {
  const settings = readSettings(args, env);
  const values: Values = { ...settings.values, VERSION: ownPackage.version };
  const manifest = manifestOf(values);
  // A manifest filled with wrong settings would only repeat them in the schema's words.
  const problems =
    settings.problems.length > 0
      ? settings.problems
      : [...manifestProblems(manifest), ...translationProblems('de.json', german)];
  if (problems.length > 0) return { refusal: `The Teams app was not packaged: ${problems.join('; ')}.` };

  const json = (value: unknown) => strToU8(`${JSON.stringify(value, null, 2)}\n`);
  const icon = (name: string) => readFileSync(new URL(name, import.meta.url));
  // Teams looks for all of these at the root of the zip.
  const files = {
    'manifest.json': json(manifest),
    'de.json': json(german),
    'color.png': icon('color.png'),
    'outline.png': icon('outline.png'),
  };
  const zip = zipSync(files, { mtime: NO_TIME, level: 9 });
  if (values.WEBSITE_URL !== NO_PAGE_YET) return { zip, values };
  const notice = `Its website, privacy and terms links lead to ${NO_PAGE_YET}: set WEBSITE_URL, PRIVACY_URL and TERMS_URL to your own pages before people install it.`;
  return { zip, values, notice };
}

if (import.meta.main) {
  const packaged = packageApp(process.argv.slice(2), process.env);
  if ('refusal' in packaged) {
    console.error(packaged.refusal);
    process.exitCode = 1;
  } else {
    const folder = new URL('../dist/', import.meta.url);
    mkdirSync(folder, { recursive: true });
    writeFileSync(new URL('muster.zip', folder), packaged.zip);
    const { VERSION, BOT_ID } = packaged.values;
    console.log(
      `dist/muster.zip holds Muster ${VERSION} for bot ${BOT_ID}: upload it in the Teams admin centre.`,
    );
    if (packaged.notice) console.log(packaged.notice);
  }
}
