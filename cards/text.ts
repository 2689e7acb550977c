/** A card as it is sent. It is made once for all that ask: to measure it, to send it, and to tell whether it is shown. */
const made = new WeakMap<object, string>();

/** The card's JSON. A card is not changed once anybody has asked for it. */
export function cardText(card: object): string {
  const text = made.get(card) ?? JSON.stringify(card);
  made.set(card, text);
  return text;
}

/** The JSON of something that may hold a card as its `value`, as the answer to a button does. */
export function textWithCard(body: object): string {
  const { value, ...rest } = body as { value?: unknown };
  const text = typeof value === 'object' && value !== null ? made.get(value) : undefined;
  if (text === undefined || Object.keys(rest).length === 0) return JSON.stringify(body);
  return `${JSON.stringify(rest).slice(0, -1)},"value":${text}}`;
}
