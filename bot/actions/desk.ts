/** What every turn of a conversation works with. */
import type { Logger } from 'pino';
import type { CardContext } from '../../cards/context.ts';
import type { Tone } from '../../cards/notice/notice.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import type { Card } from '../../cards/template.ts';
import { Refused } from '../errors.ts';
import { type IncidentState, isIncidentLogKey, routeOf } from '../incidents/state.ts';
import type { FileStorage } from '../ports.ts';
import type { SettingUp } from './act.ts';
import type { Strange } from './anywhere.ts';
import { routeCard, viewCard } from './cards.ts';
import type { Context } from './define.ts';
import type { Finder } from './finder.ts';
import type { Inquiring } from './inquire.ts';
import type { Offers } from './offers.ts';
import type { Often } from './often.ts';
import type { Searchable } from './searchable.ts';
import type { Storms } from './storms.ts';
import type { Watch } from './watch.ts';

export type Desk = SettingUp &
  Inquiring & {
    finder: Finder;
    storms: Storms;
    logger: Logger;
    often: Often;
    watch: Pick<Watch, 'refused'>;
    offers: Offers;
    searchable: Searchable;
    strange: Strange;
    /** where people keep their files; absent: nothing can be put there */
    files?: FileStorage | undefined;
    /** how cards look in a place: its channel's language and zone, otherwise the speaker's, otherwise the default */
    lookAt(placeId: string, speaker?: { language?: string; zone?: string }): Promise<CardContext>;
    /** a number for a dialog, so that the same words can be said twice on purpose */
    nonce(): string;
  };

/** The incident's card as the place shows it, or as everybody there may see it. */
export function cardIn(state: IncidentState, context: Context, look: CardContext): Card {
  const route = routeOf(state, context.place.id);
  if (route) return routeCard(state, route, look);
  const card = viewCard(state, context.here, look);
  return card ?? noticeCard({ text: look.words('talk:inYourChat'), tone: 'plain' }, look);
}

export function notice(text: string, look: CardContext, tone: Tone = 'plain'): Card {
  return noticeCard({ text, tone }, look);
}

/** An incident named by a card: only the shape is taken from it, everything else is looked up. */
export function incidentIn(data: Record<string, unknown>): string {
  const { incident } = data;
  if (typeof incident !== 'string' || !isIncidentLogKey(incident)) throw new Refused('unknownIncident');
  return incident;
}

/** The same for a preview's several incidents. */
export function incidentsIn(data: Record<string, unknown>): string[] {
  if (typeof data.incidents !== 'string') return [incidentIn(data)];
  const keys = data.incidents.split(' ').slice(0, mostAtOnce);
  return keys.map((incident) => incidentIn({ incident }));
}

/** A preview must fit on a card, and a person must be able to read it. */
export const mostAtOnce = 20;
