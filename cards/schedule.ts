/** When something falls due again and again, in words: `every weekday at 08:00 CET`. */
import { Info } from 'luxon';
import type { Schedule } from '../bot/incidents/schedule.ts';
import { type CardContext, listOn, localeOf } from './context.ts';

/** The zone is named by the times beside it. */
export function scheduleText({ on, days = [], date = 1, at }: Schedule, context: CardContext): string {
  const names = Info.weekdays('long', { locale: localeOf(context) });
  return context.words(`cards:schedule.${on}`, {
    at,
    days: listOn(
      context,
      days.map((day) => names[day - 1] ?? ''),
    ),
    date,
  });
}
