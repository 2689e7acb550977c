import { expect, test } from '@jest/globals';
import { type PlaygroundAction, playgroundHistory } from '../../../sandbox/teams/playground-history.ts';

const thread = 'channel;messageid=1';
const root: PlaygroundAction = {
  action: 'createMessage',
  actionConversationId: 'channel',
  message: { messageId: '1', postConversationId: thread, text: 'card' },
};
const reply: PlaygroundAction = {
  action: 'createMessage',
  actionConversationId: thread,
  message: { messageId: '2', text: 'reply' },
};
const changed: PlaygroundAction = {
  action: 'updateMessage',
  actionConversationId: 'channel',
  message: { messageId: '1', text: 'card, acknowledged' },
};
const personal: PlaygroundAction = {
  action: 'createMessage',
  actionConversationId: 'a:personal',
  message: { messageId: '3', text: 'for you' },
};

function aHistory() {
  const someone = { is: 'ada' };
  const history = playgroundHistory('a:personal', () => someone.is);
  const open = () => {
    const told: PlaygroundAction[] = [];
    history.opened((action) => told.push(action));
    return told;
  };
  return { history, open, someone };
}

test('a page opened late is told the story so far, each message as it stands now', () => {
  const { history, open } = aHistory();
  for (const action of [root, reply, changed]) history.heard(action);
  expect(open()).toEqual([
    { ...root, message: { messageId: '1', postConversationId: thread, text: 'card, acknowledged' } },
    reply,
  ]);
});

test('an open page hears what happens', () => {
  const { history, open } = aHistory();
  const told = open();
  for (const action of [root, changed]) history.heard(action);
  expect(told).toEqual([root, changed]);
});

test('a page is never told of a message that it cannot place', () => {
  const { history, open } = aHistory();
  const told = open();
  for (const action of [reply, changed]) history.heard(action);
  expect(told).toEqual([]);
});

test('what somebody wrote in a page is told to the next one only', () => {
  const { history, open } = aHistory();
  const told = open();
  history.written(root);
  history.heard(reply);
  expect(told).toEqual([reply]);
  expect(open()).toEqual([root, reply]);
});

test('a personal chat is told only to the person whose it was', () => {
  const { history, open, someone } = aHistory();
  history.heard(personal);
  someone.is = 'mona';
  expect(open()).toEqual([]);
  someone.is = 'ada';
  expect(open()).toEqual([personal]);
});

test('a page that comes back keeps what it had and hears only what is new', () => {
  const { history } = aHistory();
  history.heard(root);
  const told: PlaygroundAction[] = [];
  history.returned((action) => told.push(action));
  history.heard(reply);
  expect(told).toEqual([reply]);
});
