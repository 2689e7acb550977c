/** "Not me, ask …": whoever is asked hands the question over to somebody of the channel. */
import { z } from 'zod';
import { Refused } from '../errors.ts';
import { isSuspect } from '../incidents/holding.ts';
import { isOne } from '../incidents/question.ts';
import { routeOf } from '../incidents/state.ts';
import { askedQuestion, idOf, toldOfQuestion, whichQuestion } from './about-question.ts';
import { numbered } from './changes.ts';
import { defineIncidentAction } from './define.ts';

export const passOn = defineIncidentAction({
  verb: 'pass on',
  on: 'incident',
  of: 'question',
  spoken: false,
  who: ['member'],
  onMerged: true,
  needs: 'rosters',
  dialog: 'pass-on',
  input: z.object({
    ...whichQuestion,
    person: z.string().max(60),
    reason: z.string().trim().max(4000).default(''),
  }),
  decide(state, input, context) {
    const question = askedQuestion(state, input, context, true);
    const { channel } = question;
    const roster = context.members.find((m) => m.channel === channel)?.members ?? [];
    const member = roster.find((one) => isOne(one, { oid: input.person }) && !one.guest);
    const name = routeOf(state, channel)?.name ?? '';
    if (!member) throw new Refused('askedNotInRoster', { name });
    const to = { oid: member.oid, name: member.name, ...(member.upn && { upn: member.upn }) };
    const alone = question.people.length === 1 && isOne(question.people[0], to);
    if (alone) throw new Refused('askedAlready', { name: to.name, id: idOf(state, question) });
    // Whether one whose account is in the incident is asked is the SOC's to decide; why is not said to the team.
    const chosen = question.people.some((one) => isOne(one, to));
    if (!chosen && isSuspect(state, member))
      throw new Refused('askedNotThem', numbered(state, { name: to.name }));
    const id = String(state.seq + 1);
    return {
      events: [{ kind: 'passedOn', id, question: question.id, by: context.actor, channel, to }],
      effects: [
        ...toldOfQuestion(state, question, `move:${id}`),
        { kind: 'question.tell', channel, question: question.id, what: 'passed', mention: [to] },
      ],
      ...(input.reason && { texts: { reason: input.reason } }),
      say: { key: 'passOn.done', params: numbered(state, { name: to.name }) },
    };
  },
});
