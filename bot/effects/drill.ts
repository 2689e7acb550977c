/** Plays a drill: the practice incident comes to the SOC and the team, the team is asked, and the SOC is told how it went. */
import type { CardContext } from '../../cards/context.ts';
import { noticeCard } from '../../cards/notice/notice.ts';
import { act } from '../actions/act.ts';
import type { IncidentAction } from '../actions/define.ts';
import { gather } from '../actions/gather.ts';
import { actionOf } from '../actions/index.ts';
import { Refused } from '../errors.ts';
import { type ChannelState, isReachable } from '../incidents/channel.ts';
import { after, consequences, deadlineTimers } from '../incidents/consequences.ts';
import { type Drill, type DrillEffect, type DrillEvent, drillHours } from '../incidents/drill.ts';
import { isPlayed, type Step, stepsOf } from '../incidents/drill-report.ts';
import type { IncidentEvent, Route } from '../incidents/events.ts';
import { practiceIncident } from '../incidents/practice.ts';
import { current, type IncidentState } from '../incidents/state.ts';
import { channels as channelKind, incidents } from '../log/kinds.ts';
import { lengthText } from '../words/time.ts';
import type { Handler, Outcome, Tools } from './handler.ts';
import { tryElsewhere } from './lost.ts';
import { plainName } from './mention.ts';
import { sendOnce, toldAs } from './once.ts';
import { placeOf } from './place.ts';

const lookEveryMs = 10_000;
const practiceHost = 'practice-host';

interface Playing {
  soc: ChannelState;
  drill: Drill;
}

export const playDrill: Handler<DrillEffect> = async ({ entry, effect }, tools) => {
  const playing = await find(entry.logKey, effect, tools);
  if (!playing) return {};
  if (!isReachable(playing.soc)) return giveUp(playing.drill, tools);
  await arrive(playing, tools);
  await ask(playing, tools);
  return { effects: [{ kind: 'drill.follow', drill: effect.drill, due: later(tools) }] };
};

/** Waits until the team has done all that it was asked for, or its time is over, and then says how it went. */
export const followDrill: Handler<DrillEffect> = async (task, tools) => {
  const playing = await find(task.entry.logKey, task.effect, tools);
  if (!playing) return {};
  const { soc, drill } = playing;
  if (!isReachable(soc)) return giveUp(drill, tools);
  const { place } = soc;
  const state = await tools.journal.read(incidents, drill.incident);
  const isOver = Date.parse(drill.at) + drillHours * 3_600_000 <= tools.clock.now().getTime();
  if (!isOver && !isPlayed(state, drill.channel)) return { again: later(tools) };
  const look = await tools.lookAt(place.id);
  const steps = stepsOf(state, drill.channel, look.words);
  const card = state.sent[place.id]?.card;
  // First, since nothing may fail between what Teams takes and the log.
  await end(drill, tools);
  const sent = await sendOnce(
    task,
    {
      place,
      compose: async () => ({
        card: reportCard(drill, steps, look),
        summary: look.words('talk:summary.drill', { name: plainName(drill.name) }),
      }),
      ...(card && { thread: card.thread }),
    },
    tools,
  ).catch((error) => tryElsewhere(error, drill.incident, place.id, card, tools));
  return { events: [...toldAs(place.id, sent), ended(drill)] };
};

const ended = ({ id }: Drill): DrillEvent => ({ kind: 'drillEnded', id });
const later = (tools: Tools): string => new Date(tools.clock.now().getTime() + lookEveryMs).toISOString();

async function find(logKey: string, { drill: id }: DrillEffect, tools: Tools): Promise<Playing | undefined> {
  const soc = await tools.journal.read(channelKind, logKey);
  const drill = soc.drills?.find((one) => one.id === id);
  return drill && !drill.ended ? { soc, drill } : undefined;
}

/** It stands in the SOC's channel and the team's like any other, and says of itself that it is practice. */
async function arrive({ soc, drill }: Playing, tools: Tools): Promise<void> {
  const { words } = await tools.lookAt(drill.channel);
  const incident = practiceIncident(drill.incident, drill.id, {
    title: words('talk:practice.title'),
    description: words('talk:practice.description'),
    at: drill.at,
  });
  const routes: Route[] = [
    { channel: soc.place!.id, audience: 'soc', name: 'SOC', reasons: [], entities: [] },
    { channel: drill.channel, audience: 'team', name: drill.name, reasons: [], entities: [practiceHost] },
  ];
  const entities = [{ id: practiceHost, kind: 'Host', name: 'practice-01', aliases: [] }];
  const events: IncidentEvent[] = [
    { kind: 'arrived', incident, backlog: false },
    { kind: 'detailed', entities, alerts: [] },
    { kind: 'routed', routes },
  ];
  await tools.journal.append(incidents, drill.incident, (state) => {
    if (state.seen) return undefined;
    const next = after(state, events, tools.clock.now());
    return {
      actor: { kind: 'muster' },
      action: 'practised',
      key: 'practice',
      events,
      effects: [...consequences(next, events), ...deadlineTimers(next, tools.targets)],
    };
  });
}

/** A question and a containment check, from the one who wanted the drill and with the rights that they have now. */
async function ask({ soc, drill }: Playing, tools: Tools): Promise<void> {
  const { words } = await tools.lookAt(drill.channel);
  const place = await placeOf(soc.place!.id, tools);
  const { channel } = drill;
  const asked = { channel, question: words('talk:practice.question'), answers: 'yesNo', when: '1h' };
  const proposed = {
    channel,
    measure: 'isolateHost',
    entities: [practiceHost],
    why: words('talk:practice.why'),
    lifting: words('talk:practice.lifting'),
    minutes: 60,
    onSilence: 'hold',
  };
  try {
    const context = await gather({ ...drill.by, tenantId: place.tenantId, place }, 'button', tools);
    for (const [verb, input] of Object.entries({ ask: asked, propose: proposed }))
      await act(actionOf(verb) as IncidentAction, drill.incident, input, context, `practice:${verb}`, tools);
  } catch (error) {
    // Whoever may no longer ask, or asks where it was closed at once: what they would ask is left out.
    if (!(error instanceof Refused)) throw error;
    tools.logger.info(
      { log: drill.incident, err: error.word },
      'a drill goes on without all of its questions',
    );
  }
}

/** The SOC's channel is gone: nobody is there to be told how it goes, and a team is not left practising. */
async function giveUp(drill: Drill, tools: Tools): Promise<Outcome> {
  await end(drill, tools);
  return { events: [ended(drill)] };
}

/** What is over is not left open in the channels. */
async function end(drill: Drill, tools: Tools): Promise<void> {
  await tools.journal.append(incidents, drill.incident, (state) => {
    if (!state.seen || current(state).status === 'Closed') return undefined;
    const events: IncidentEvent[] = [{ kind: 'changed', incident: closed(state, tools) }];
    return {
      actor: { kind: 'muster' },
      action: 'practice over',
      key: 'practice over',
      events,
      effects: consequences(after(state, events, tools.clock.now()), events, true),
    };
  });
}

function closed(state: IncidentState, { clock }: Tools) {
  return {
    ...current(state),
    etag: `"practice ${state.seq}.over"`,
    modifiedAt: clock.now().toISOString(),
    status: 'Closed' as const,
    classification: 'Undetermined' as const,
  };
}

function reportCard({ name }: Drill, steps: Step[], look: CardContext) {
  const { words } = look;
  const missing = steps.filter(({ by }) => !by).length;
  const detail = steps
    .map(({ what, by, after: ms = 0, said = '' }) => {
      const params = { name: by?.name ?? '', after: lengthText(ms), said };
      return by ? words(`talk:practice.${what}.done`, params) : words(`talk:practice.${what}.missing`);
    })
    .join('\n');
  const text = words(missing > 0 ? 'talk:practice.part' : 'talk:practice.all', { name, count: missing });
  return noticeCard({ text, detail, tone: missing > 0 ? 'warning' : 'good' }, look);
}
