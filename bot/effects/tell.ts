/** Tells the SOC, once for each outage, that a team's channel can't be reached, and that it can be again. */
import { noticeCard } from '../../cards/notice/notice.ts';
import { listIncidents } from '../actions/inquire.ts';
import {
  type ChannelState,
  isReachable,
  outageOf,
  type RouteEffect,
  type ToldEvent,
} from '../incidents/channel.ts';
import { unreachedFor } from '../incidents/routing.ts';
import { current } from '../incidents/state.ts';
import type { Handler, Task, Tools } from './handler.ts';
import { sendOnce, toldAs } from './once.ts';

/** What is on its way by itself is looked at again after so long. */
const laterMs = 5000;

export const tellLost: Handler<RouteEffect> = async (task, tools) => {
  const { channel, soc } = await concerned(task.entry.logKey, tools);
  const outage = channel && outageOf(channel);
  // Mended before it was told.
  if (!channel || !outage) return {};
  if (soc && !channel.soc) return { events: await tellOf(task, channel, outage, soc, tools) };
  // Nobody can be told in Teams then: whoever watches the logs and the metrics is.
  tools.logger.error(
    { channel: channel.place?.id, why: outage.why },
    channel.soc
      ? "The SOC's channel can't be written to: add Muster to it again, or say “soc here” in another one."
      : "A team's channel can't be written to, and there is no SOC channel to tell: say “soc here” in one.",
  );
  return {};
};

export const tellBack: Handler<RouteEffect> = async (task, tools) => {
  const { entry, effect, open } = task;
  const { channel, soc, channels } = await concerned(entry.logKey, tools);
  if (!channel || !soc || !isReachable(channel)) return {};
  if (channel.soc) {
    // What got lost while the SOC could not be told. Where a try ended in the midst, some of it is told already.
    const uncertain = open.uncertain || open.attempts > 0;
    const events: ToldEvent[] = [];
    const news = await newsFor(channels, effect.since ?? '', tools);
    if (news === 'later') return { again: new Date(tools.clock.now().getTime() + laterMs).toISOString() };
    for (const { other, outage } of news) {
      events.push(...(await tellOf({ ...task, open: { ...open, uncertain } }, other, outage, soc, tools)));
    }
    return { events };
  }
  const look = await tools.lookAt(soc.place.id);
  const text = look.words('talk:outage.back', { name: nameOf(channel) });
  const summary = look.words('talk:summary.back');
  const message = { card: noticeCard({ text, tone: 'good' }, look), summary };
  const sent = await sendOnce(task, { place: soc.place, compose: async () => message }, tools);
  return { events: toldAs(soc.place.id, sent) };
};

/** Outages since a time that nobody has told; `later` while that is on its way by itself. */
async function newsFor(channels: ChannelState[], since: string, tools: Tools) {
  const news: { other: ChannelState; outage: NonNullable<ReturnType<typeof outageOf>> }[] = [];
  for (const other of channels) {
    const outage = other.connection && !other.soc && outageOf(other);
    if (!outage || outage.at < since) continue;
    const entries = (await tools.journal.entries(other.logKey)).filter(({ at }) => at >= outage.at);
    if (entries.some(({ events }) => events.some(({ kind }) => kind === 'told'))) continue;
    if (entries.some(({ effects, open }) => effects.some(({ id, kind }) => kind === 'tell.lost' && open[id])))
      return 'later';
    news.push({ other, outage });
  }
  return news;
}

async function concerned(logKey: string, tools: Tools) {
  const channels = await tools.channels();
  const channel = channels.find((one) => one.logKey === logKey);
  return { channels, channel, soc: channels.filter(isReachable).find((one) => one.soc) };
}

async function tellOf(
  task: Task,
  channel: ChannelState,
  { why }: NonNullable<ReturnType<typeof outageOf>>,
  soc: ChannelState & { place: NonNullable<ChannelState['place']> },
  tools: Tools,
): Promise<ToldEvent[]> {
  const look = await tools.lookAt(soc.place.id);
  const open = await listIncidents(tools.snapshots, { open: true });
  const count = open.filter((state) => {
    const subject = { incident: current(state), entities: state.entities ?? [], alerts: state.alerts };
    return unreachedFor(subject, [channel]).length > 0;
  }).length;
  const text = look.words('talk:outage.lost', {
    name: nameOf(channel),
    why: look.words(`talk:outage.why.${why}`),
  });
  const detail = `${look.words('talk:outage.yours', { count })}\n${look.words(`talk:outage.mend.${why}`)}`;
  const summary = look.words('talk:summary.lost');
  const message = { card: noticeCard({ text, detail, tone: 'warning' }, look), summary };
  const part = channel.logKey;
  const sent = await sendOnce(task, { place: soc.place, compose: async () => message, part }, tools);
  return toldAs(soc.place.id, sent);
}

function nameOf({ connection, place }: ChannelState): string {
  return connection?.name ?? place?.name ?? '';
}
