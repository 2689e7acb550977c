/** Holds a manifest and its translations against Microsoft's own schemas, which a package carries: no network. */
import localizationSchema from '@microsoft/app-manifest/build/json-schemas/teams/v1.25/MicrosoftTeams.Localization.schema.json' with {
  type: 'json',
};
import manifestSchema from '@microsoft/app-manifest/build/json-schemas/teams/v1.25/MicrosoftTeams.schema.json' with {
  type: 'json',
};
import type { ErrorObject } from 'ajv';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';

// Not strict, no `u` flag: the schemas carry keywords and patterns (`\b]`) that Ajv's defaults refuse.
const ajv = addFormats.default(new Ajv.default({ allErrors: true, strict: false, unicodeRegExp: false }));
// 1.25 is the oldest schema that knows `supportsChannelFeatures`, and an old one is accepted by most tenants.
const isManifest = ajv.compile(manifestSchema);
const isTranslation = ajv.compile(localizationSchema);

const say = (file: string, errors: ErrorObject[] | null | undefined): string[] =>
  (errors ?? []).map(({ instancePath, message, params }) => {
    const extra = 'additionalProperty' in params ? ` (${params.additionalProperty})` : '';
    return `${file}${instancePath} ${message}${extra}`;
  });

/** What schema 1.25 has against a filled manifest, as clauses such as `manifest.json/id must match pattern …`; empty if nothing. */
export function manifestProblems(manifest: unknown): string[] {
  return isManifest(manifest) ? [] : say('manifest.json', isManifest.errors);
}

/** The same for a translation: Microsoft's localization schema of the same version, and the file's name for the clauses. */
export function translationProblems(file: string, translation: unknown): string[] {
  return isTranslation(translation) ? [] : say(file, isTranslation.errors);
}
