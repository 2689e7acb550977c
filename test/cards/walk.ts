/** Walks a card: every object in it, and every text with where it stands. */
import type { Card } from '../../cards/template.ts';

export type Node = Record<string, unknown>;

/** Every object of a card that has a `type`: its elements, actions and runs, fallbacks included. */
export function nodesOf(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (value === null || typeof value !== 'object') return [];
  const own = value as Node;
  return [...(typeof own.type === 'string' ? [own] : []), ...Object.values(own).flatMap(nodesOf)];
}

/** The nodes of one type, or of those whose type begins so where it ends in a full stop. */
export function ofType(card: Card, type: string): Node[] {
  return nodesOf(card).filter((node) =>
    type.endsWith('.') ? String(node.type).startsWith(type) : node.type === type,
  );
}

/** Every string of a card, with the object and the property it stands in. */
export function stringsOf(
  value: unknown,
  holder: Node = {},
  property = '',
): { text: string; holder: Node; property: string }[] {
  if (typeof value === 'string') return [{ text: value, holder, property }];
  if (Array.isArray(value)) return value.flatMap((item) => stringsOf(item, holder, property));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => stringsOf(inner, value as Node, key));
}

/** All that a person reads on a card, in order, one text a line. */
export function readable(card: Card): string {
  return stringsOf(card)
    .filter(({ property }) => property === 'text' || property === 'title')
    .map(({ text }) => text)
    .join('\n');
}
