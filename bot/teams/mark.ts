/** How a message of ours can be told from all others afterwards: by the id of its card's first element, which nobody sees. */

interface Element {
  id?: string;
}

/** The card with a key in it. An element that has an id of its own, which a button may name, keeps it. */
export function marked(card: Record<string, unknown>, key: string): Record<string, unknown> {
  const [first, ...rest] = elementsOf(card);
  if (!first || first.id !== undefined)
    return { ...card, body: [{ type: 'Container', id: key, items: [] }, ...elementsOf(card)] };
  return { ...card, body: [{ ...first, id: key }, ...rest] };
}

/** Whether a card, as JSON, was sent with this key. */
export function isMarked(json: string, key: string): boolean {
  try {
    return elementsOf(JSON.parse(json)).at(0)?.id === key;
  } catch {
    return false;
  }
}

function elementsOf(card: unknown): Element[] {
  const { body } = (card ?? {}) as { body?: unknown };
  return Array.isArray(body) ? body : [];
}
