/** What tests ask of a dialog's form: a context to fill it with, and what it would send back untouched. */
import { wordsOf } from '../../bot/words/words.ts';
import type { Card } from '../../cards/template.ts';
import type { FormContext } from '../../dialogs/dialog.ts';

export const adele = { oid: 'aaaaaaaa-0000-4000-8000-000000000001', name: 'Adele Vance', detail: 'payments' };
export const lee = { oid: 'aaaaaaaa-0000-4000-8000-000000000002', name: 'Lee Gu' };

export function context(over: Partial<FormContext> = {}): FormContext {
  return {
    words: wordsOf('en'),
    hidden: { verb: 'test', incident: 'ws/1', nonce: 'n-1' },
    heading: '#7 Suspicious sign-in',
    values: {},
    errors: {},
    members: [adele, lee],
    channels: [{ id: '19:pay@thread.tacv2', name: 'Payments' }],
    tags: ['pci'],
    readers: ['Payments'],
    ...over,
  };
}

type Node = Record<string, unknown>;

/** Every object in a card, in the order of reading. */
export function nodes(card: unknown): Node[] {
  if (Array.isArray(card)) return card.flatMap(nodes);
  if (typeof card !== 'object' || card === null) return [];
  return [card as Node, ...Object.values(card).flatMap(nodes)];
}

export function inputs(card: Card): Node[] {
  return nodes(card).filter(({ type }) => String(type).startsWith('Input.'));
}

export function input(card: Card, id: string): Node {
  const found = inputs(card).find((node) => node.id === id);
  if (!found) throw new Error(`The form has no field ${id}.`);
  return found;
}

/** What Teams sends when the first button is pressed and nothing was changed. */
export function submitted(card: Card): Node {
  const [first] = card.actions as Node[];
  return {
    ...(first?.data as Node),
    ...Object.fromEntries(inputs(card).map(({ id, value }) => [id, value])),
  };
}

/** Texts of text runs in the colour of an error. */
export function complaints(card: Card): unknown[] {
  return nodes(card).flatMap((node) =>
    node.type === 'TextRun' && node.color === 'Attention' ? [node.text] : [],
  );
}
