/** Every word a person sees, in the languages we have. Cards, dialogs and talk (answers, refusals, notices) each have a file. */
import i18next from 'i18next';
import deCards from './de/cards.json' with { type: 'json' };
import deDialogs from './de/dialogs.json' with { type: 'json' };
import deTalk from './de/talk.json' with { type: 'json' };
import enCards from './en/cards.json' with { type: 'json' };
import enDialogs from './en/dialogs.json' with { type: 'json' };
import enTalk from './en/talk.json' with { type: 'json' };

export const languages = ['en', 'de'] as const;

/** Says a key such as `cards:incident.owner` in one language; `count` in the parameters chooses singular or plural. */
export type Words = (key: string, params?: Record<string, string | number>) => string;

const i18n = i18next.createInstance({
  resources: {
    en: { cards: enCards, dialogs: enDialogs, talk: enTalk },
    de: { cards: deCards, dialogs: deDialogs, talk: deTalk },
  },
  fallbackLng: 'en',
  defaultNS: 'talk',
  interpolation: { escapeValue: false },
  initAsync: false,
});
await i18n.init();

/** The words of a language; of English where we lack it. `de-CH` is German. */
export function wordsOf(language: string | undefined): Words {
  const known = languages.find((l) => language?.toLowerCase().startsWith(l)) ?? 'en';
  const t = i18n.getFixedT(known);
  return (key, params) => String(t(key, params ?? {}));
}

/** Whether there are words for a key, for tests and for what may be missing. */
export function hasWords(key: string, language: string): boolean {
  return i18n.exists(key, { lng: language, fallbackLng: [] });
}
