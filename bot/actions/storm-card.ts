/** A storm's card as its channel is to see it, with the buttons for it and for each of its groups. */
import type { Button } from '../../cards/button.ts';
import type { CardContext } from '../../cards/context.ts';
import { mostGroups, stormCard } from '../../cards/storm/storm.ts';
import type { Card } from '../../cards/template.ts';
import { Refused } from '../errors.ts';
import type { ChannelState } from '../incidents/channel.ts';
import { type Brief, type Group, groupsOf, meantBy } from '../incidents/grouping.ts';
import type { GroupAct, Storm } from '../incidents/storm.ts';
import { actionOf } from './index.ts';
import { errorWords } from './say-words.ts';

export function stormCardOf(channel: ChannelState, storm: Storm, briefs: Brief[], look: CardContext): Card {
  const groups = groupsOf(briefs, look.now);
  const titles = new Map(groups.map((group) => [group.key, group.title]));
  return stormCard(
    {
      since: storm.since,
      last: lastJoined(storm, briefs),
      ended: storm.ended !== undefined,
      briefs,
      groupCount: groups.length,
      groups: groups.slice(0, mostGroups).map((group) => ({
        ...group,
        ...groupButtons(channel, storm, group, briefs, look),
      })),
      acts: storm.acts.map((act) => actText(act, titles.get(act.group) ?? '', look)),
      all: button('group', { storm: storm.id }, true, look),
    },
    look,
  );
}

/** When the latest incident joined a storm, ISO; when it began, where none has. */
export function lastJoined(storm: Storm, briefs: Brief[]): string {
  return [storm.since, ...briefs.map(({ joinedAt }) => joinedAt)].sort().at(-1)!;
}

/** A group may be looked at; the whole of it is acknowledged where somebody still can, and closed by the SOC. */
function groupButtons(
  channel: ChannelState,
  storm: Storm,
  group: Group,
  briefs: Brief[],
  look: CardContext,
): { list: Button; verbs: Button[] } {
  const named = { storm: storm.id, group: group.key };
  // What is pressed after another act, or for another number of incidents, is another click.
  const data = { ...named, rev: `${storm.actCount}.${group.count}` };
  const busy = storm.acts.some((act) => act.group === group.key && !act.outcome);
  const meant = (verb: 'acknowledge' | 'close'): boolean =>
    !busy && meantBy(verb, briefs, group.key).length > 0;
  return {
    list: button('group', named, true, look),
    verbs: [
      ...(meant('acknowledge') ? [button('acknowledge group', data, false, look)] : []),
      ...(channel.soc && meant('close') ? [button('close group', data, true, look)] : []),
    ],
  };
}

function button(verb: string, data: Record<string, string>, dialog: boolean, look: CardContext): Button {
  const action = actionOf(verb)!;
  return { title: look.words(`talk:button.${action.verb}`), verb, data, dialog, style: 'default' };
}

/** What somebody did to a group, and what came of it, in one sentence. */
function actText({ verb, by, count, outcome }: GroupAct, title: string, look: CardContext): string {
  const { words } = look;
  const params = { name: by.name, count: outcome?.done ?? count, title };
  if (!outcome)
    return verb === 'close' ? words('talk:storm.closing', params) : words('talk:storm.acknowledging', params);
  const closed = [
    ...(params.count > 0 || !outcome.wanted ? [words('talk:storm.closed', params)] : []),
    ...(outcome.wanted ? [words('talk:storm.wanted', { name: by.name, title, count: outcome.wanted })] : []),
  ];
  const done = verb === 'close' ? closed.join(' ') : words('talk:storm.acknowledged', params);
  const refused = outcome.refused.reduce((sum, one) => sum + one.count, 0);
  const first = outcome.refused[0];
  if (!first) return done;
  const why = errorWords(new Refused(first.word, first.params), look);
  return `${done} ${words('talk:storm.refused', { count: refused, why })}`;
}
