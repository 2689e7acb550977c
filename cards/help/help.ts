/** What a person may say to Muster here. */
import type { CardContext } from '../context.ts';
import { fitted } from '../fit.ts';
import { type Card, template } from '../template.ts';
import { outsideText } from '../untrusted.ts';
import json from './help.template.json' with { type: 'json' };

/** What help tells, in our words. */
export interface HelpContent {
  sections: { title: string; lines: { say: string; does: string }[] }[];
}

interface HelpCardData extends HelpContent {
  language: string;
  fallbackText: string;
  heading: string;
  intro: string;
}

const render = template<HelpCardData>('help', json);

/** The help card: what to say, and what that does. */
export function helpCard({ sections }: HelpContent, context: CardContext): Card {
  const { words } = context;
  const shown = (max: number) =>
    sections.map(({ title, lines }) => ({
      title: outsideText(title, 80),
      lines: lines.map(({ say, does }) => ({ say: outsideText(say, 80), does: outsideText(does, max) })),
    }));
  return fitted([200, 60], (max) =>
    render({
      language: context.language,
      fallbackText: words('cards:help.heading'),
      heading: words('cards:help.heading'),
      intro: words('cards:help.intro'),
      sections: shown(max),
    }),
  );
}
