import { describe, expect, test } from '@jest/globals';
import { answerToClick, answerToDialog } from '../../bot/teams/outbound.ts';

const card = { type: 'AdaptiveCard' };

describe('the answer to a button', () => {
  test('is the card that takes the place of the one pressed', () => {
    expect(answerToClick({ kind: 'replace', card })).toEqual({
      statusCode: 200,
      type: 'application/vnd.microsoft.card.adaptive',
      value: card,
    });
  });

  test('is a sentence where it was refused, and still a 200: anything else would hide it', () => {
    expect(answerToClick({ kind: 'tell', text: 'Not yours.' })).toEqual({
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: 'Not yours.',
    });
  });

  test.each([{ kind: 'done' } as const, { kind: 'post', card } as const])(
    'is empty where the answer comes otherwise ($kind)',
    (reply) => {
      expect(answerToClick(reply)).toMatchObject({ statusCode: 200, value: '' });
    },
  );
});

describe('the answer to a dialog', () => {
  test('goes on with a form', () => {
    expect(answerToDialog({ kind: 'dialog', title: 'Close', card })).toMatchObject({
      task: {
        type: 'continue',
        value: {
          title: 'Close',
          card: { content: card, contentType: 'application/vnd.microsoft.card.adaptive' },
        },
      },
    });
  });

  test('closes it with nothing', () => {
    expect(answerToDialog({ kind: 'done' })).toBeUndefined();
  });
});
