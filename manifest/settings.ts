/** What packaging is told: by flag, else by environment variable, else a default. Pure; `package.ts` hands both in. */
import { parseArgs } from 'node:util';

/** The placeholders of manifest.json, written there as `{{NAME}}`, with what each is replaced by. */
export type Values = Record<(typeof names)[number] | 'VERSION', string>;

const names = [
  'BOT_ID',
  'TEAMS_APP_ID',
  'BOT_HOST',
  'DEVELOPER_NAME',
  'WEBSITE_URL',
  'PRIVACY_URL',
  'TERMS_URL',
] as const;

/** The bot's id has Bot Framework's own name, so that one .env serves the bot and its package. */
const variableOf = (name: string) => (name === 'BOT_ID' ? 'MicrosoftAppId' : name);
const flagOf = (name: string) => name.toLowerCase().replaceAll('_', '-');

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** What documentation and templates put where a GUID belongs: one digit repeated, or counting up. */
const MADE_UP = /^(?:(.)\1{7}|12345678|01234567)-/;
/** A public DNS name: labels of letters, digits and hyphens, at least two, the last not a number. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i;
/** Reserved for examples (RFC 2606), so it never leads to a stranger's page. */
export const NO_PAGE_YET = 'https://example.com/';

function guidProblem(name: string, value: string): string | undefined {
  const variable = variableOf(name);
  if (value === '') return `${variable} is missing: give the bot's app id from its Entra registration`;
  if (!GUID.test(value)) return `${variable} is "${value}", which is not a GUID`;
  if (MADE_UP.test(value)) return `${variable} is "${value}", which is a placeholder: give the real id`;
  return undefined;
}

function linkProblem(name: string, value: string): string | undefined {
  if (URL.canParse(value) && new URL(value).protocol === 'https:') return undefined;
  return `${name} is "${value}", which is not an https:// address`;
}

function hostProblem(value: string): string | undefined {
  if (value === '' || HOST.test(value)) return undefined;
  return `BOT_HOST is "${value}": give the bare host name under which Teams reaches the bot, such as muster.contoso.com`;
}

/**
 * Reads flags (`--bot-id`, `--teams-app-id`, `--bot-host`, `--developer-name`, `--website-url`, `--privacy-url`,
 * `--terms-url`) and, behind them, the variables of the same names (`BOT_ID` is `MicrosoftAppId`).
 * Only the bot's id must be given. The app has the bot's id unless it has its own; the privacy and terms
 * pages are the website unless they are given. Returns the values and every problem found, as clauses.
 */
export function readSettings(
  args: string[],
  env: Record<string, string | undefined>,
): { values: Omit<Values, 'VERSION'>; problems: string[] } {
  const known = new Set<string>(names.map(flagOf));
  const { values: flags, tokens } = parseArgs({
    args,
    options: Object.fromEntries(names.map((name) => [flagOf(name), { type: 'string' as const }])),
    strict: false,
    tokens: true,
  });
  const given = (name: (typeof names)[number]): string => {
    const flag = flags[flagOf(name)];
    return (typeof flag === 'string' ? flag : (env[variableOf(name)] ?? '')).trim();
  };
  const website = given('WEBSITE_URL') || NO_PAGE_YET;
  const values = {
    BOT_ID: given('BOT_ID'),
    TEAMS_APP_ID: given('TEAMS_APP_ID') || given('BOT_ID'),
    BOT_HOST: given('BOT_HOST'),
    DEVELOPER_NAME: given('DEVELOPER_NAME') || 'Muster',
    WEBSITE_URL: website,
    PRIVACY_URL: given('PRIVACY_URL') || website,
    TERMS_URL: given('TERMS_URL') || website,
  };
  const strangers = tokens.flatMap((token) => {
    if (token.kind === 'positional') return [`"${token.value}" is not a flag`];
    if (token.kind !== 'option') return [];
    if (!known.has(token.name)) return [`${token.rawName} is not a flag that packaging knows`];
    return token.value === undefined ? [`${token.rawName} lacks its value`] : [];
  });
  const problems = [
    ...strangers,
    guidProblem('BOT_ID', values.BOT_ID),
    values.TEAMS_APP_ID === values.BOT_ID ? undefined : guidProblem('TEAMS_APP_ID', values.TEAMS_APP_ID),
    hostProblem(values.BOT_HOST),
    ...(['WEBSITE_URL', 'PRIVACY_URL', 'TERMS_URL'] as const)
      .filter((name) => name === 'WEBSITE_URL' || values[name] !== website)
      .map((name) => linkProblem(name, values[name])),
  ];
  return { values, problems: problems.filter((problem) => problem !== undefined) };
}
