/** One sentence: an answer, a refusal, or the button that a command leads to. */
import { type Button, type ButtonRow, buttonRows } from '../button.ts';
import type { CardContext } from '../context.ts';
import { type Card, template } from '../template.ts';
import { outsideText, type Paragraph, paragraphs } from '../untrusted.ts';
import json from './notice.template.json' with { type: 'json' };

export type Tone = 'plain' | 'good' | 'warning' | 'refused';

/** What a notice says, and what it leads to. */
export interface NoticeContent {
  text: string;
  /** may be what somebody wrote; lines are kept */
  detail?: string;
  tone: Tone;
  buttons?: Button[];
}

interface NoticeCardData {
  language: string;
  fallbackText: string;
  band: string;
  text: string;
  weight: string;
  detail: Paragraph[];
  buttonRows: ButtonRow[];
}

const bands: Record<Tone, string> = {
  plain: 'default',
  good: 'good',
  warning: 'warning',
  refused: 'attention',
};

const render = template<NoticeCardData>('notice', json);

/** The card of a sentence, which may name people: it is shown as it is, without Markdown. */
export function noticeCard({ text, detail, tone, buttons }: NoticeContent, context: CardContext): Card {
  return render({
    language: context.language,
    fallbackText: context.words('cards:notice.fallback'),
    band: bands[tone],
    text: outsideText(text, 600),
    weight: detail ? 'Bolder' : 'Default',
    detail: detail ? paragraphs(detail, context.words) : [],
    buttonRows: buttonRows(buttons ?? []),
  });
}
