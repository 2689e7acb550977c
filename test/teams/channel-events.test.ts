import { expect, test } from '@jest/globals';
import type { Activity } from 'botbuilder';
import { channelEventIn } from '../../bot/teams/channel-events.ts';

const event = (eventType: unknown, type = 'conversationUpdate') =>
  channelEventIn({ type, channelData: { eventType } } as unknown as Activity);

test.each([
  ['channelDeleted', 'channel', 'deleted'],
  ['teamDeleted', 'team', 'deleted'],
  ['teamHardDeleted', 'team', 'deleted'],
  ['teamArchived', 'team', 'archived'],
])('%s is the end of a %s', (eventType, of, lost) => {
  expect(event(eventType)).toEqual({ of, what: { lost } });
});

test.each([
  ['channelRestored', 'channel', 'deleted'],
  ['teamRestored', 'team', 'deleted'],
  ['teamUnarchived', 'team', 'archived'],
])('%s brings a %s back that was %s', (eventType, of, why) => {
  expect(event(eventType)).toEqual({ of, what: { back: expect.arrayContaining([why]) } });
});

test('a team that comes out of the archive does not bring back a channel that was deleted in it', () => {
  expect(event('teamUnarchived')?.what).not.toEqual({ back: expect.arrayContaining(['deleted']) });
});

test('case does not matter', () => {
  expect(event('CHANNELRENAMED')).toEqual({ of: 'channel', what: 'renamed' });
  expect(event('teamrenamed')).toEqual({ of: 'team', what: 'renamed' });
});

test.each(['channelShared', 'teamMemberAdded', 'toString', '', 7, undefined])('%p is none', (eventType) => {
  expect(event(eventType)).toBeUndefined();
});

test('a message that carries such a word is none', () => {
  expect(event('channelDeleted', 'message')).toBeUndefined();
  expect(channelEventIn({ type: 'conversationUpdate' } as Activity)).toBeUndefined();
});
