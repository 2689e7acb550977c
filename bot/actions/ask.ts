/** The SOC asks an application team. */
import { z } from 'zod';
import { whoeverIsAskedNow } from '../../dialogs/ask/ask.ts';
import { Refused } from '../errors.ts';
import { whens } from '../incidents/due-time.ts';
import type { Person } from '../incidents/events.ts';
import { isSuspect } from '../incidents/holding.ts';
import { mostOptions } from '../incidents/question-list.ts';
import { current, type IncidentState, routeOf, teamRoutes } from '../incidents/state.ts';
import { dueChosen } from './about-question.ts';
import { numbered, openOnly, toSentinel } from './changes.ts';
import { type Context, defineIncidentAction } from './define.ts';

export const ask = defineIncidentAction({
  verb: 'ask',
  on: 'incident',
  who: ['analyst'],
  input: z.object({
    channel: z.string(),
    people: z.array(z.string()).max(20).default([]),
    question: z.string().trim().min(1).max(4000),
    answers: z.enum(['listed', 'text', 'yesNo', 'choice']).default('text'),
    options: z.array(z.string().trim().min(1).max(100)).max(mostOptions).default([]),
    standIn: z.string().max(60).default(''),
    when: z.enum(whens).default('never'),
    date: z.string().max(20).default(''),
    time: z.string().max(20).default(''),
  }),
  dialog: 'ask',
  needs: 'rosters',
  button: (state, audience) =>
    audience === 'soc' && current(state).status !== 'Closed' && teamRoutes(state).length > 0 ? 6 : undefined,
  decide(state, input, context) {
    openOnly(state);
    const { channel, question, answers, options } = input;
    const route = routeOf(state, channel);
    if (!route?.active || route.audience !== 'team') throw new Refused('noTeam', numbered(state));
    const there = context.members.find((m) => m.channel === channel);
    const people = whom(input.people, there, route.name, state);
    const standIn = input.standIn ? inRoster(input.standIn, there, route.name) : undefined;
    if (answers === 'choice' && options.length < 2) throw new Refused('twoOptions');
    const due = dueChosen(input, context.now, there?.zone);
    const id = String(state.seq + 1);
    return {
      events: [
        {
          kind: 'asked',
          id,
          by: context.actor,
          channel,
          people,
          ...(context.channel && { from: context.channel }),
          ...((answers === 'yesNo' || answers === 'choice') && { answers }),
          ...(due && { due }),
          ...(standIn && { standIn }),
        },
      ],
      effects: [{ kind: 'question.post', channel, question: id }, toSentinel(state, `question:${id}`)],
      texts: { question, ...(answers === 'choice' && { options: options.join('\n') }) },
      say: { key: 'ask.done', params: numbered(state, { name: route.name }) },
    };
  },
});

/** Those who are named, each once. */
function whom(
  named: string[],
  there: Context['members'][number] | undefined,
  name: string,
  state: IncidentState,
): Person[] {
  const asked = named.includes(whoeverIsAskedNow) ? (there?.asked ?? []) : [];
  // That one whose account is in the incident is asked is chosen by name, or not at all.
  const suspect = asked.find((one) => !named.includes(one.oid) && isSuspect(state, one));
  if (suspect) throw new Refused('askedNowSuspect', numbered(state, { name, person: suspect.name }));
  if (named.includes(whoeverIsAskedNow) && asked.length === 0) throw new Refused('nobodyAskedNow', { name });
  const oids = [...asked.map(({ oid }) => oid), ...named.filter((oid) => oid !== whoeverIsAskedNow)];
  return [...new Set(oids.map((oid) => oid.toLowerCase()))].map((oid) => inRoster(oid, there, name));
}

/** A person whom the channel's roster holds; nobody else is asked, whatever a form says. */
function inRoster(oid: string, there: Context['members'][number] | undefined, name: string): Person {
  const member = there?.members.find((m) => m.oid.toLowerCase() === oid.toLowerCase());
  if (!member || member.guest) throw new Refused('askedNotInRoster', { name });
  return { oid: member.oid, name: member.name, upn: member.upn };
}
