/** Who may see what. A view is everything, or the incidents of some application channels. Pure. */
import { type FiguresRow, teamsOf } from './figures-row.ts';
import { wasTold } from './holding.ts';
import type { IncidentState } from './state.ts';

/** `all`: the SOC's own view. A list: only what these application channels are concerned with. */
export type View = 'all' | string[];

/** What everybody of several people may see. */
export function inCommon(views: View[]): View {
  return views.reduce((a, b) => {
    if (a === 'all') return b;
    if (b === 'all') return a;
    return a.filter((channel) => b.includes(channel));
  }, 'all' as View);
}

/** Whether somebody with this view may know of the incident at all. */
export function maySee(view: View, incident: IncidentState | FiguresRow): boolean {
  return view === 'all' || teamsOf(incident).some(({ channel }) => view.includes(channel));
}

/** Whether it was ever shown where this view is everybody's: a card stays in a channel that handed it back. */
export function wasShown(view: View, state: IncidentState): boolean {
  return view === 'all' || view.some((channel) => wasTold(state, channel));
}

/** Whether one view shows something that another doesn't. */
export function showsMore(view: View, than: View): boolean {
  if (than === 'all') return false;
  return view === 'all' || view.some((channel) => !than.includes(channel));
}
