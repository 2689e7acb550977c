/** Each thread's card says once what of it is kept; where a channel's team consented, that all of it is. */
import { expect, test } from '@jest/globals';
import { emptyChannel, foldChannel } from '../../bot/incidents/channel.ts';
import { defaultTargets } from '../../bot/incidents/levels.ts';
import { createLook } from '../../bot/look.ts';
import { keptText } from '../../cards/kept.ts';
import { arrived, at, channel, entry, place, socId, stateAfter, webshopId } from '../build.ts';
import { stillClock } from '../fakes/clock.ts';
import { context } from './samples.ts';

test('only mentions, or every reply; the team hears that the SOC sees it too', () => {
  const state = stateAfter(arrived());
  expect(keptText(state, 'soc', context())).toMatch(/mention @Muster\.$/);
  expect(keptText(state, 'soc', context({ hearsAll: true }))).toMatch(/every reply in its thread\.$/);
  expect(keptText(state, 'team', context())).toContain('The SOC sees them too');
  expect(keptText(state, 'team', context({ language: 'de' }))).toContain('Das SOC sieht sie auch');
});

test('that Sentinel takes no more comments', () => {
  const ended = stateAfter(arrived(), [{ kind: 'commentsEnded' }]);
  expect(keptText(ended, 'soc', context())).toContain('is kept here only');
});

test('that the card is here twice, since an answer of Teams’ got lost', () => {
  const adopted = (message: string) =>
    ({ kind: 'adopted', about: 'card', channel: socId, thread: 't', message }) as const;
  const once = stateAfter(arrived(), [adopted('1')]);
  expect(keptText(once, 'soc', context(), socId)).not.toContain('Posted here');
  const state = stateAfter(arrived(), [adopted('1'), adopted('2')]);
  expect(keptText(state, 'soc', context(), socId)).toContain('Posted here 2 times');
  expect(keptText(state, 'team', context(), webshopId)).not.toContain('Posted here');
});

test('nothing, where there is no thread to say it of', () => {
  const { hearsAll, ...elsewhere } = context();
  expect(keptText(stateAfter(arrived()), 'soc', elsewhere)).toBe('');
});

test('the consent is the team’s: heard in one of its channels, it holds in all of them, and in no other team’s', async () => {
  const inTeam = (id: string, teamId: string) => channel(id, { place: place(id, { teamId }) });
  const channels = [
    inTeam(socId, 'team-1'),
    { ...inTeam('19:b', 'team-1'), hearsAll: true as const },
    inTeam(webshopId, 'team-2'),
  ];
  const config = { language: 'en', zone: 'UTC', targets: defaultTargets, sentinel: { workspaces: [] } };
  const look = createLook(config, async () => channels, stillClock(at(0)));
  expect((await look(socId)).hearsAll).toBe(true);
  expect((await look(webshopId)).hearsAll).toBe(false);
  expect('hearsAll' in (await look('a:personal'))).toBe(false);
});

test('the consent goes with the app', () => {
  const told = (events: Parameters<typeof foldChannel>[1]['events']) =>
    events.reduce(
      (state, event, i) => foldChannel(state, { ...entry(i + 1, []), effects: [], events: [event] }),
      emptyChannel('channel:x'),
    );
  const here = [{ kind: 'met' as const, place: place('x') }, { kind: 'hearsAll' as const }];
  expect(told(here).hearsAll).toBe(true);
  expect(told([...here, { kind: 'left' as const }]).hearsAll).toBeUndefined();
});
