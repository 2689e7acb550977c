/** One card for what is open and has no card of its own in a channel: a hundred would be noise. */
import { backlogCard } from '../../cards/backlog/backlog.ts';
import { listIncidents } from '../actions/inquire.ts';
import { isReachable, type RouteEffect } from '../incidents/channel.ts';
import { current, routeOf } from '../incidents/state.ts';
import type { Message, Place } from '../ports.ts';
import type { Handler, Tools } from './handler.ts';
import { sendOnce, toldAs } from './once.ts';

export const postBacklog: Handler<RouteEffect> = async (task, tools) => {
  const channel = (await tools.channels()).find((c) => c.logKey === task.entry.logKey);
  if (!channel || !isReachable(channel)) return {};
  const { place } = channel;
  const sent = await sendOnce(task, { place, compose: () => compose(place, tools) }, tools);
  return { events: toldAs(place.id, sent) };
};

async function compose(place: Place, tools: Tools): Promise<Message | undefined> {
  const open = (await listIncidents(tools.snapshots, { open: true })).filter(
    (state) =>
      routeOf(state, place.id)?.active &&
      !state.sent[place.id]?.card &&
      !state.posting.includes(place.id) &&
      !state.grouped[place.id],
  );
  if (open.length === 0) return undefined;
  const look = await tools.lookAt(place.id);
  const workspaces = [...new Set(open.map((state) => current(state).workspace.split('~').at(-1) ?? ''))];
  return {
    card: backlogCard({ incidents: open.map(current), workspaceName: workspaces.join(', ') }, look),
    summary: look.words('talk:summary.backlog', { count: open.length }),
  };
}
