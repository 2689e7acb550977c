/** Every word a person sees, in the languages we have. Cards, dialogs, reports and talk (answers, refusals, notices) each have a file. */
import i18next from 'i18next';
import deCards from './de/cards.json' with { type: 'json' };
import deDialogs from './de/dialogs.json' with { type: 'json' };
import deReports from './de/reports.json' with { type: 'json' };
import deTalk from './de/talk.json' with { type: 'json' };
import enCards from './en/cards.json' with { type: 'json' };
import enDialogs from './en/dialogs.json' with { type: 'json' };
import enReports from './en/reports.json' with { type: 'json' };
import enTalk from './en/talk.json' with { type: 'json' };

export const languages = ['en', 'de'] as const;

/** Says a key such as `cards:incident.owner` in one language; `count` in the parameters chooses singular or plural. */
export type Words = (key: string, params?: Record<string, string | number>) => string;

const i18n = i18next.createInstance({
  resources: {
    en: { cards: enCards, dialogs: enDialogs, reports: enReports, talk: enTalk },
    de: { cards: deCards, dialogs: deDialogs, reports: deReports, talk: deTalk },
  },
  fallbackLng: 'en',
  defaultNS: 'talk',
  interpolation: { escapeValue: false },
  initAsync: false,
});
await i18n.init();

/** The words of a language; of English where we lack it. `de-CH` is German. */
export function wordsOf(language: string | undefined): Words {
  return words[languages.find((l) => language?.toLowerCase().startsWith(l)) ?? 'en'];
}

const words = { en: wordsIn('en'), de: wordsIn('de') };

/**
 * A language's words. i18next finds each sentence, once for singular and plural each; filling one in is no more than
 * putting texts side by side, and a card has fifty. A sentence that names another one's words stays i18next's.
 */
function wordsIn(language: (typeof languages)[number]): Words {
  const t = i18n.getFixedT(language);
  const rules = new Intl.PluralRules(language);
  const sentences = new Map<string, Sentence>();
  return (key, params) => {
    const count = params?.count;
    const form = typeof count !== 'number' ? '' : `_${count === 0 ? 'zero' : rules.select(count)}`;
    const sentence = sentences.get(key + form);
    if (sentence) return filledIn(sentence, params);
    const said = String(t(key, { ...params, skipInterpolation: true }));
    if (!i18n.exists(key, { lng: language, ...params }) || said.includes('$t('))
      return String(t(key, params ?? {}));
    const parts = said.split(/\{\{(\w+)\}\}/);
    sentences.set(key + form, parts);
    return filledIn(parts, params);
  };
}

/** Text and the names of parameters in turn; the first is text. */
type Sentence = string[];

/** As i18next does it: a parameter that was not given shows as `{{name}}`. */
function filledIn(sentence: Sentence, params: Record<string, string | number> = {}): string {
  let said = sentence[0]!;
  for (let i = 1; i < sentence.length; i += 2) {
    const name = sentence[i]!;
    said += `${params[name] ?? `{{${name}}}`}${sentence[i + 1]}`;
  }
  return said;
}

/** Whether there are words for a key, for tests and for what may be missing. */
export function hasWords(key: string, language: string): boolean {
  return i18n.exists(key, { lng: language, fallbackLng: [] });
}
