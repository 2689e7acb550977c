/** Who is mentioned comes from the roster, and no name or text adds to that. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mentionsOf, plainName, plainWords } from '../../bot/effects/mention.ts';
import { activityOf } from '../../bot/teams/messenger.ts';
import { answerToClick } from '../../bot/teams/outbound.ts';
import { anyText, linkable, nasty } from '../words/nasty.ts';

const place = {} as never;
const roster = (name: string) =>
  ({ directory: { members: async () => [{ oid: 'oid-ada', id: '29:ada', name }] } }) as never;

/** The mentions that a client finds in a message, as Teams does: each `<at>` and the entity of the same text. */
async function said(name: string, text: string) {
  const people = [
    { oid: 'OID-ADA', name: text },
    { oid: 'oid-elsewhere', name: '<at>everyone</at>' },
  ];
  const mentions = await mentionsOf(people, place, roster(name));
  const words = `${mentions.map((one) => one.text).join(', ')}: ${plainName(text)} wrote ${plainWords(text, 300)}`;
  return activityOf({ text: words, mentions, summary: 'x' });
}

async function holds(text: string): Promise<void> {
  const { text: words = '', entities = [] } = await said(`Ada ${text}`, text);
  expect(entities).toHaveLength(1);
  expect(entities[0]).toMatchObject({ type: 'mention', mentioned: { id: '29:ada' } });
  expect(words.match(/<\/?at/g)).toEqual(['<at', '</at']);
  expect(words.startsWith(String(entities[0]!.text))).toBe(true);
  const rest = words.replace(/<\/?at>/g, '');
  expect(rest).not.toMatch(/[<>&*_`~#|\n]|\]\(/);
  expect([text, linkable(rest)]).toEqual([text, false]);
}

test('a message mentions whom the roster names, whatever names and texts say', async () => {
  for (const text of nasty) await holds(text);
  await fc.assert(fc.asyncProperty(anyText, holds));
});

test('a name of the roster that holds markup is shown without it', async () => {
  const { text, entities } = await said('Ada <at>everyone</at> [x](https://evil.example)', 'hello');
  expect(text).toBe('<at>Ada at everyone /at x https[:]//evil[.]example</at>: hello wrote hello');
  expect(entities).toEqual([
    {
      type: 'mention',
      text: '<at>Ada at everyone /at x https[:]//evil[.]example</at>',
      mentioned: { id: '29:ada', name: 'Ada at everyone /at x https[:]//evil[.]example' },
    },
  ]);
});

test('what answers a button holds no link, whose name so ever it repeats', () => {
  for (const text of nasty) {
    const { value } = answerToClick({ kind: 'tell', text: `It is ${text} who did it.` }) as { value: string };
    expect([text, linkable(value)]).toEqual([text, false]);
    expect(value).not.toMatch(/\]\(|<|\n/);
  }
});
