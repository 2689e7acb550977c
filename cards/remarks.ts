/** What people said about an incident, as a card shows it. */
import type { IncidentState, Remark } from '../bot/incidents/state.ts';
import { type CardContext, timeOn } from './context.ts';
import { nameText, saidText } from './untrusted.ts';

/** A remark as data for a template. */
export interface RemarkData {
  who: string;
  /** where and when, and that it was shared */
  about: string;
  text: string;
}

/** What is still to be shown of what was said. */
export function shownRemarks(remarks: Remark[]): Remark[] {
  return remarks.filter((remark) => !remark.deleted);
}

/** The latest remarks, newest last, so that they read as a conversation. */
export function remarksData(
  state: IncidentState,
  remarks: Remark[],
  context: CardContext,
  max: number,
): RemarkData[] {
  const { words } = context;
  return remarks.map((remark) => {
    const route = state.routes.find((r) => r.channel === remark.channel);
    const heard = remark.kind === 'heard';
    const place = heard
      ? words('cards:inSentinel')
      : remark.kind === 'share'
        ? words('cards:shared')
        : route
          ? nameText(route.name, words, 40)
          : remark.channel
            ? ''
            : words('cards:privately');
    return {
      who: nameText(remark.by.name, words),
      about: [place, timeOn(context, remark.at)].filter(Boolean).join(' · '),
      text: saidText(remark.text, words, max),
    };
  });
}
