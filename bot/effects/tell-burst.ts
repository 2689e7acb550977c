/** Tells the SOC, in its channel, that one person was refused or has closed more than people do. */
import { noticeCard } from '../../cards/notice/notice.ts';
import { isReachable } from '../incidents/channel.ts';
import type { PersonEffect } from '../incidents/person.ts';
import { timeText } from '../words/time.ts';
import type { Handler } from './handler.ts';
import { sendOnce, toldAs } from './once.ts';

export const tellBurst: Handler<PersonEffect> = async (task, tools) => {
  const { entry, effect } = task;
  const { of, count, since } = effect;
  const soc = (await tools.channels()).filter(isReachable).find((channel) => channel.soc);
  const { oid, name } = entry.actor.kind === 'person' ? entry.actor : { oid: '', name: '' };
  if (!soc) {
    // Nobody can be told in Teams then: whoever watches the logs is.
    tools.logger.error(
      { person: oid, of, count, since },
      'One person was refused or has closed more than people do, and there is no SOC channel to tell: look into their log.',
    );
    return {};
  }
  const { words, language, zone, ...look } = await tools.lookAt(soc.place.id);
  const text = words(`talk:burst.${of}`, { name, count, at: timeText(since, zone, language) });
  const detail = words(`talk:burst.todo.${of}`, { oid });
  const summary = words('talk:summary.burst');
  const card = noticeCard({ text, detail, tone: 'warning' }, { words, language, zone, ...look });
  const sent = await sendOnce(task, { place: soc.place, compose: async () => ({ card, summary }) }, tools);
  return { events: toldAs(soc.place.id, sent) };
};
