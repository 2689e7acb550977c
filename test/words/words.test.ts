/** Every sentence that the sources say is there, in both languages, and says what it is given. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import i18next from 'i18next';
import type { Told } from '../../bot/actions/checks.ts';
import { actions } from '../../bot/actions/index.ts';
import { named, sayWords } from '../../bot/actions/say-words.ts';
import { divisions } from '../../bot/actions/status-words.ts';
import { reasonsGone, type UpstreamDetails } from '../../bot/errors.ts';
import type { Ownership } from '../../bot/incidents/channel.ts';
import { contactRoles, lacks } from '../../bot/incidents/contacts.ts';
import type { Notice } from '../../bot/incidents/events.ts';
import { steps } from '../../bot/incidents/next-step.ts';
import { burstOf } from '../../bot/incidents/watch.ts';
import { roles } from '../../bot/ports.ts';
import deCards from '../../bot/words/de/cards.json' with { type: 'json' };
import deDialogs from '../../bot/words/de/dialogs.json' with { type: 'json' };
import de from '../../bot/words/de/talk.json' with { type: 'json' };
import enCards from '../../bot/words/en/cards.json' with { type: 'json' };
import enDialogs from '../../bot/words/en/dialogs.json' with { type: 'json' };
import en from '../../bot/words/en/talk.json' with { type: 'json' };
import { hasWords, languages, wordsOf } from '../../bot/words/words.ts';
import type { CardContext } from '../../cards/context.ts';

/** A key below `talk:`, and the parameters it is said with; undefined where the source does not show them. */
interface Said {
  key: string;
  given?: string[];
  /** severity, status and classification come in Sentinel's words, not through `named` */
  raw?: true;
}

const bot = fileURLToPath(new URL('../../bot', import.meta.url));
const sources = readdirSync(bot, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(bot, name), 'utf8') }));

/** What follows in the same call or object: up to the bracket that closes it. */
function restOf(text: string, from: number): string {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if ('([{'.includes(text[at]!)) depth++;
    if (')]}'.includes(text[at]!) && --depth < 0) return text.slice(from, at);
  }
  return text.slice(from);
}

/** The names of what is passed. `numbered` gives the number, `where` the channel; `params` is declared before. */
function namesIn(args: string, text: string): string[] {
  const shared = /[{,]\s*params\s*$/.test(args.trimEnd().replace(/,$/, ''))
    ? (/const params = ([^;]+);/.exec(text)?.[1] ?? '')
    : '';
  const all = args + shared;
  return [
    ...[...all.matchAll(/[{,]\s*(\w+)\s*(?=[,:}])/g)].map((found) => found[1]!),
    ...(all.includes('numbered(') ? ['number'] : []),
    ...(all.includes('where(') ? ['where'] : []),
  ];
}

function literals(pattern: RegExp, within: (name: string) => boolean, prefix = ''): Said[] {
  return sources
    .filter(({ name }) => within(name))
    .flatMap(({ text }) =>
      [...text.matchAll(pattern)].map((found) => ({
        key: prefix + found[1]!,
        given: namesIn(restOf(text, found.index + found[0].length), text),
      })),
    );
}

/** In the timeline a key may be one of two: `key: half ? 'half' : 'overdue', params: {}`. */
function timelineKeys(): Said[] {
  const files = ['timeline.ts', 'second-person-told.ts'].map((name) => join('incidents', name));
  const text = sources.flatMap((source) => (files.includes(source.name) ? [source.text] : [])).join('\n');
  return [...text.matchAll(/\bkey:([^,;{}]*'),/g)].flatMap((found) => {
    const given = namesIn(restOf(text, found.index + found[0].length), text);
    const keys = found[1]!.replace(/===? *'\w+'/g, '').matchAll(/'(\w+)'/g);
    return [...keys].map((key) => ({ key: `timeline.${key[1]}`, given }));
  });
}

const noticeParams = ['names', 'number', 'by', 'time'];
const notices = {
  high: noticeParams,
  half: noticeParams,
  overdue: noticeParams,
  raised: noticeParams,
  assigned: noticeParams,
  // These two also stand beside a card, which passes no more than that.
  asked: ['names', 'number'],
  answered: ['names', 'number'],
  handedBack: noticeParams,
  deleted: noticeParams,
  closingWanted: [...noticeParams, 'what'],
  closingDeclined: [...noticeParams, 'why'],
  closingFreed: noticeParams,
  closingOver: noticeParams,
  parked: [...noticeParams, 'act', 'service', 'why'],
  cardParked: [...noticeParams, 'name', 'why'],
  // What became of a containment check is told in sentences of its own, `check.told`.
  // What was reopened is told in a sentence of its own, `reopened`.
} satisfies Record<Exclude<Notice['kind'], 'reopened' | 'check'>, string[]>;
const owned: (keyof Ownership)[] = [
  'subscriptions',
  'resourceGroups',
  'resources',
  'hosts',
  'accounts',
  'rules',
  'products',
  'tags',
];
const acts = [
  'close',
  'reopen',
  'severity',
  'owner',
  'tags',
  'several',
  'comment',
  'acknowledge',
  'question',
  'answer',
  'handback',
  'group',
  'check',
];
/** What becomes of containment checks. */
const told: Told[] = [
  'impact',
  'agreed',
  'held',
  'expired',
  'merged',
  'analysts',
  'overridden',
  'withdrawn',
  'ran',
  'failed',
  'doubt',
  'done',
  'notDone',
  'again',
  'lifted',
  'healthy',
  'unhealthy',
  'closed',
];
const toldOfChecks = [
  ...['proposed', 'impact', 'go', 'hold', 'agreed', 'held', 'expired', 'analysts', 'overridden', 'withdrawn'],
  ...['begun', 'putOff', 'ran', 'failed', 'doubt', 'lifted', 'healthy', 'unhealthy'],
];
const standings = [
  ...[
    'open',
    'agreed',
    'running',
    'ran',
    'done',
    'failed',
    'doubt',
    'held',
    'withdrawn',
    'expired',
    'lifted',
  ],
];
const moves = ['passed', 'moreTime', 'note', 'withdrawn'];
const services: UpstreamDetails['service'][] = ['sentinel', 'cosmos', 'teams', 'graph'];
const verbs = actions.map((action) => action.verb);
const typed = actions
  .filter(({ verb, spoken }) => verb !== 'say' && spoken !== false)
  .map(({ verb }) => verb);

const below = (prefix: string, names: readonly string[], given: string[] = []): Said[] =>
  names.map((name) => ({ key: prefix + name, given }));

/** Keys that the sources put together, by how that is written there. */
const composed: Record<string, Said[]> = {
  'talk:${key}': [],
  'talk:button.${action.verb}': below('button.', verbs),
  'talk:button.${verb}': [],
  'talk:button.${key}': below('button.', ['newer', 'older']),
  'talk:help.${key}': below('help.', ['incidents', 'questions', 'setup']),
  'talk:help.does.${action.verb}': below('help.does.', typed),
  'talk:help.say.${action.verb}': below('help.say.', typed),
  'talk:act.${act}': below('act.', acts, ['number']),
  'talk:practice.${what}.done': below(
    'practice.',
    ['acknowledge.done', 'answer.done', 'decide.done'],
    ['name', 'after', 'said'],
  ),
  'talk:practice.${what}.missing': below('practice.', [
    'acknowledge.missing',
    'answer.missing',
    'decide.missing',
  ]),
  'talk:service.${where}': below('service.', ['sentinel', 'teams', 'muster']),
  'talk:next.${nextStep(state, view, targets, now)}': below('next.', steps),
  'talk:notice.${notice.kind}': Object.entries(notices).map(([kind, given]) => ({
    key: `notice.${kind}`,
    given,
  })),
  'talk:overruled.${field}': below('overruled.', ['status', 'severity', 'owner'], ['name', 'ours', 'theirs']),
  'talk:owns.${field}': below('owns.', owned),
  'talk:outage.why.${why}': below('outage.why.', reasonsGone),
  'talk:outage.mend.${why}': below('outage.mend.', reasonsGone),
  'talk:refused.upstream.${error.details.service}': below('refused.upstream.', services),
  'talk:contacts.gone.${to}': below('contacts.gone.', ['team', 'soc'], ['name']),
  'talk:contacts.todo.${to}': below('contacts.todo.', ['team', 'soc']),
  'talk:contacts.lacks.${lack}': below('contacts.lacks.', lacks),
  'talk:contacts.role.${role}': below('contacts.role.', contactRoles),
  'talk:status.${title}': below('status.', ['summary', ...divisions]),
  'talk:row.${standing}': below('row.', [
    'waiting',
    'acknowledged',
    'overdue',
    'closed',
    'merged',
    'deleted',
  ]),
  'talk:timeline.${line.key}': [
    ...timelineKeys(),
    ...below(
      'timeline.check.',
      [...toldOfChecks, 'outcome.done', 'outcome.failed', 'outcome.again'],
      ['where', 'id'],
    ),
    ...below('timeline.check.', ['merged'], ['where', 'id', 'into']),
  ],
  'talk:check.told.${what}': below('check.told.', told, ['number', 'measure', 'by', 'place', 'into']),
  "talk:check.button.${check.playbook ? 'playbook' : 'measure'}.${as}": [
    ...below('check.button.measure.', ['done', 'failed']),
    ...below('check.button.playbook.', ['done', 'failed', 'again']),
  ],
  'talk:toSentinel.check.${key}': [
    ...below('toSentinel.check.', ['proposed'], ['what', 'on', 'why', 'lifting', 'team', 'due']),
    ...below('toSentinel.check.', ['impact', 'go', 'hold', 'overridden', 'healthy', 'unhealthy'], ['text']),
  ],
  'talk:toSentinel.check.standing.${key}': below('toSentinel.check.standing.', standings, ['time', 'name']),
  'talk:choice.${value}': below('choice.', ['yes', 'no', 'unknown']),
  'talk:promise.${what}': below(
    'promise.',
    ['before', 'due', 'standIn', 'contact', 'soc', 'passed'],
    ['names', 'team', 'id', 'number', 'due', 'left'],
  ),
  'talk:questionList.${key}': below('questionList.', ['planned', 'expected', 'yours', 'breaks']),
  'talk:relay.move.${move.kind}': below('relay.move.', moves, ['name', 'where', 'to', 'due']),
  'talk:toSentinel.move.${move.kind}': below('toSentinel.move.', moves, ['name', 'due']),
  'talk:digests.heading.${whose}': below('digests.heading.', ['yours', 'ours'], ['time']),
  'talk:digests.ended.${what}': below('digests.ended.', ['nothing', 'alone', 'unknown'], ['of']),
  'talk:burst.${of}': below('burst.', Object.keys(burstOf), ['name', 'count', 'at']),
  'talk:burst.todo.${of}': below('burst.todo.', Object.keys(burstOf), ['oid']),
};

const isAction = (name: string): boolean => name.startsWith('actions');
const said: Said[] = [
  ...literals(/words\((?:[^'`;()]*\?)?\s*'talk:([\w.]+)'/g, () => true).map(
    (one): Said => ({ ...one, raw: true }),
  ),
  ...sources.flatMap(({ text }) => [...text.matchAll(/'talk:([\w.]+)'/g)].map((f) => ({ key: f[1]! }))),
  ...literals(/\bkey: '([\w.]+)'/g, isAction),
  ...literals(/new (?:Refused|Newer)\(\s*'([\w.]+)'/g, () => true, 'refused.'),
  ...below('refused.needs.', roles, ['verb']),
  ...below('refused.', ['checkOver', 'notContained', 'notLifted', 'stillContained'], ['number']),
  ...below('check.decided.', ['agreed', 'held', 'waits'], ['number']),
  ...below('check.outcome.', ['done', 'failed', 'again'], ['number']),
  ...below('check.', ['healthy', 'unhealthy'], ['number']),
  ...Object.values(composed).flat(),
];

function flat(value: object, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === 'string' ? [[prefix + key, inner]] : Object.entries(flat(inner, `${prefix}${key}.`)),
    ),
  );
}

const files = { en: flat(en), de: flat(de) };
const parameters = (text = ''): string[] => [...new Set(text.match(/\{\{\w+\}\}/g))].sort();
const single = (key: string): string => key.replace(/_(?:zero|one|other)$/, '');
const isPlural = (key: string): boolean => `${key}_other` in files.en;

/** Something sensible for each parameter, so that a sentence that names another one's words finds them. */
const samples: Record<string, string> = {
  count: '3',
  severity: 'High',
  status: 'New',
  classification: 'TruePositive',
  verb: 'not ours',
  where: 'teams',
};

test('the sources are read: sentences of each kind are found in them', () => {
  const keys = said.map(({ key }) => key);
  expect(keys).toEqual(
    expect.arrayContaining([
      'close.done',
      'notOurs.before',
      'refused.notInRoster',
      'refused.needs.analyst',
      'button.not ours',
      'timeline.overdue',
      'timeline.recovered',
      'relay.share',
      'summary.twice',
      'noPersonalChat',
    ]),
  );
});

test('keys are put together only in ways that are known here', () => {
  const found = sources.flatMap(({ text }) => text.match(/(?<=`)talk:[^`]*\$\{[^`]*(?=`)/g) ?? []);
  expect([...new Set(found)].sort()).toEqual(Object.keys(composed).sort());
});

test.each(languages)('everything that is said has words (%s)', (language) => {
  const missing = said.filter(({ key }) =>
    isPlural(key)
      ? !hasWords(`talk:${key}_one`, language) || !hasWords(`talk:${key}_other`, language)
      : !hasWords(`talk:${key}`, language),
  );
  expect(missing.map(({ key }) => key)).toEqual([]);
});

test.each(languages)('a sentence names only what it is given (%s)', (language) => {
  const words = wordsOf(language);
  const wrong = said.flatMap(({ key, given, raw }) => {
    if (!given) return [];
    const params = Object.fromEntries(given.map((name) => [name, samples[name] ?? 'Ada']));
    // Only a number chooses between singular and plural; the timeline's counts are text.
    const counted = 'count' in params ? { ...params, count: 3 } : params;
    const text = words(`talk:${key}`, raw ? counted : named(params, { words } as CardContext));
    // A dot between letters is a key in place of words.
    return /\{\{|\$t\(|\p{L}\.\p{L}/u.test(text) ? [`${key}: ${text}`] : [];
  });
  expect(wrong).toEqual([]);
});

test('what has a singular and a plural is said with a count', () => {
  const without = said.filter(({ key, given }) => isPlural(key) && given && !given.includes('count'));
  expect(without).toEqual([]);
});

test('no sentence is left over that nobody says', () => {
  const keys = new Set(said.map(({ key }) => key));
  expect(Object.keys(files.en).filter((key) => !keys.has(single(key)))).toEqual([]);
});

test('both languages have the same sentences', () => {
  expect(Object.keys(files.de).sort()).toEqual(Object.keys(files.en).sort());
});

test('a sentence takes the same parameters in both languages', () => {
  const different = Object.entries(files.en).filter(
    ([key, text]) => parameters(text).join() !== parameters(files.de[key]).join(),
  );
  expect(different).toEqual([]);
});

test('no sentence is empty, and none holds what its language would not', () => {
  for (const text of [...Object.values(files.en), ...Object.values(files.de)])
    expect(text).toMatch(/^\S(?:.*\S)?$/);
  // Parameters and commands are the same in all languages.
  const ours = (text: string): string => text.replace(/\{\{\w+\}\}|«[^»]*»|\$t\([^)]*\)/g, '');
  const english = /\b(?:the|and|of|please|incidents?|you|your|with|has|already|say)\b/i;
  const german = /\b(?:der|die|das|und|bitte|vorfall|ist|nicht|sie)\b|[äöüß]/i;
  const suspicious = [
    ...Object.entries(files.de).filter(
      ([key, text]) => !key.startsWith('help.say.') && english.test(ours(text)),
    ),
    ...Object.entries(files.en).filter(([, text]) => german.test(ours(text))),
  ];
  expect(suspicious).toEqual([]);
});

test('what reads the same in both languages is what is meant to', () => {
  const same = Object.keys(files.en).filter((key) => files.en[key] === files.de[key]);
  const commands = same.filter((key) => key.startsWith('help.say.'));
  expect(commands.length).toBeGreaterThan(0);
  expect(same.filter((key) => !commands.includes(key)).sort()).toEqual([
    'button.tag',
    'service.sentinel',
    'service.teams',
  ]);
});

test('what people wrote stays as they wrote it', () => {
  const text = '$t(talk:done) {{number}} $& ${x} <b>';
  expect(wordsOf('en')('talk:toSentinel.share', { text })).toBe(`Shared with the application teams: ${text}`);
});

test('German says severities as the cards do', () => {
  const words = wordsOf('de');
  expect(words('talk:summary.card', { severity: 'High', number: 7 })).toBe('Hoch: Vorfall #7');
  expect(
    sayWords({ key: 'severity.done', params: { severity: 'High', number: '7' } }, { words } as CardContext),
  ).toBe('Vorfall #7 hat jetzt den Schweregrad Hoch.');
});

test.each(languages)(
  'each sentence is the one that i18next says, for none, one and many (%s)',
  async (language) => {
    const i18n = i18next.createInstance();
    const resources = {
      en: { cards: enCards, dialogs: enDialogs, talk: en },
      de: { cards: deCards, dialogs: deDialogs, talk: de },
    };
    await i18n.init({ lng: language, fallbackLng: 'en', resources, interpolation: { escapeValue: false } });
    const words = wordsOf(language);
    const keys = Object.entries(resources.en).flatMap(([file, said]) =>
      Object.keys(flat(said)).map((key) => `${file}:${single(key)}`),
    );
    const names = parameters(JSON.stringify(resources)).map((name) => name.slice(2, -2));
    const { count: _, ...given } = Object.fromEntries(
      names.map((name) => [name, samples[name] ?? `{{number}} $& ${name}`]),
    );
    for (const key of [...keys, 'cards:nothing.such'])
      for (const count of [undefined, 0, 1, 2, '1']) {
        const params = { ...given, ...(count !== undefined && { count }) };
        // Twice, since what was found once is kept.
        for (const _again of [1, 2]) expect(words(key, params)).toBe(i18n.t(key, params));
      }
  },
);
