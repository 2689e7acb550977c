/** A containment check as its one comment in Sentinel, which grows and is written anew. Pure. */
import { clean } from '../words/clean.ts';
import type { Words } from '../words/words.ts';
import { type Check, checkOf } from './containment.ts';
import { type IncidentState, routeOf } from './state.ts';

const mostImpacts = 5;
const mostVotes = 10;
/**
 * Who proposed what and why, what the team said, who decided what, and how it stands. Undefined where there is none.
 * @param longest so much of each thing that somebody wrote, in characters
 */
export function checkText(
  state: IncidentState,
  id: string,
  words: Words,
  longest: number,
): string | undefined {
  const cut = (text: string): string => clean(text, longest);
  const check = checkOf(state, id);
  if (!check) return undefined;
  const soc = state.routes.find((route) => route.audience === 'soc')?.name;
  const team = routeOf(state, check.channel)?.name;
  const by = (name: string, where: string | undefined, said: string): string =>
    `${name} (${where ? `${where}, ` : ''}Teams): ${said}`;
  const say = (key: string, params: Record<string, string> = {}): string =>
    words(`talk:toSentinel.check.${key}`, params);
  const named = (state.entities ?? [])
    .filter((entity) => check.entities.includes(entity.id))
    .map(({ name }) => clean(name, 80));
  const proposed = say('proposed', {
    what: measureIn(check, words, cut),
    on: named.slice(0, 12).join(', ') || '–',
    why: cut(check.why),
    lifting: cut(check.lifting),
    team: team ?? 'Teams',
    due: minute(check.due),
  });
  const { overridden } = check;
  return [
    by(check.by.name, soc, proposed),
    ...check.impacts
      .slice(-mostImpacts)
      .map(({ by: who, breaks, whom, safe }) =>
        by(
          who.name,
          team,
          say('impact', { text: [breaks, whom, safe].map(cut).filter(Boolean).join(' · ') }),
        ),
      ),
    ...check.votes
      .slice(-mostVotes)
      .map(({ by: who, as, go, reason }) =>
        by(who.name, as === 'analyst' ? soc : team, say(go ? 'go' : 'hold', { text: cut(reason) })),
      ),
    ...(overridden ? [by(overridden.by.name, soc, say('overridden', { text: cut(overridden.reason) }))] : []),
    standing(check, words, cut),
    ...check.health
      .slice(-3)
      .map(({ by: who, healthy, words: told }) =>
        by(who.name, team, say(healthy ? 'healthy' : 'unhealthy', { text: cut(told) })),
      ),
  ].join('\n');
}

/** What is to be done, in English as all that goes to Sentinel. */
function measureIn({ measure, playbook, doing }: Check, words: Words, cut: (text: string) => string): string {
  if (playbook) return words('cards:check.runs', { name: clean(playbook.name, 80) });
  const said = measure === 'other' ? '' : words(`cards:check.measure.${measure}`);
  return [said, cut(doing)].filter(Boolean).join(': ');
}

function standing(
  { standing: how, since, lastBy, note, playbook, runs, into }: Check,
  words: Words,
  cut: (text: string) => string,
): string {
  if (how === 'expired' && into !== undefined)
    return words('talk:toSentinel.check.standing.merged', { time: minute(since), into });
  const key = how === 'agreed' && playbook ? 'running' : how === 'done' && !lastBy ? 'ran' : how;
  const why = how === 'failed' && !lastBy ? (runs.at(-1)?.why ?? '') : '';
  const params = { time: minute(since), name: lastBy?.name ?? 'Muster' };
  const said = words(`talk:toSentinel.check.standing.${key}`, params);
  return [said, cut(note), why].filter(Boolean).join(' ');
}

const minute = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`;
