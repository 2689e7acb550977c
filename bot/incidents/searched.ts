/** What of an incident's state a search and its list need: kept in memory for thousands, while people type. Pure. */
import { emptyIncident, type IncidentState } from './state.ts';

/** A copy without conversations and messages, which shares nothing that goes on changing. */
export function searchedOf(state: IncidentState): IncidentState {
  const { seq, head, seen, pending, arrivedAt, routes, acks, entities, alerts } = state;
  const { since, reopenedAt, raised, deletedAt, closedAt, absorbed, mergedInto, wantedClosing } = state;
  const { description: _description, classificationComment: _comment, ...version } = seen ?? {};
  return {
    ...emptyIncident(state.logKey),
    seq,
    head,
    ...(seen && { seen: version as typeof seen }),
    pending: [...pending],
    arrivedAt,
    routes: routes.map(({ reasons: _reasons, ...route }) => ({ ...route, reasons: [] })),
    acks: [...acks],
    ...(entities && { entities }),
    alerts,
    ...(since && { since }),
    ...(reopenedAt && { reopenedAt }),
    ...(raised && { raised }),
    ...(deletedAt && { deletedAt }),
    ...(closedAt && { closedAt }),
    ...(absorbed && { absorbed: [...absorbed] }),
    ...(mergedInto && { mergedInto }),
    ...(wantedClosing && { wantedClosing: { ...wantedClosing, comment: '' } }),
  };
}
