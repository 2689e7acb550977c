import { describe, expect, test } from '@jest/globals';
import { cardText, textWithCard } from '../../cards/text.ts';

describe('the text of an answer with a card', () => {
  const card = { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: '“ü”\n' }] };
  const answer = { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card };

  test('is its JSON, whether the card was asked for before or not', () => {
    expect(textWithCard(answer)).toBe(JSON.stringify(answer));
    expect(cardText(card)).toBe(JSON.stringify(card));
    expect(textWithCard(answer)).toBe(JSON.stringify(answer));
  });

  test('is its JSON where it holds nothing but a card, no card, or words', () => {
    for (const body of [{ value: card }, { value: null }, { value: 'words', type: 'x' }, {}, { a: 1 }, [1]])
      expect(textWithCard(body)).toBe(JSON.stringify(body));
  });
});
