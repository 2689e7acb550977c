/**
 * Texts of others in the list of what a message extension found. Teams shows them as rich text (learn.microsoft.com, "Types
 * of cards": title, subtitle and text of a thumbnail card), and only whoever searches sees them.
 */
import { unlinkedText } from './untrusted.ts';

/** Anybody's text on one line, with no link, tag or character reference left in it. */
export function previewText(text: string, max: number): string {
  return unlinkedText(text, max)
    .replaceAll('>', '›')
    .replace(/&(?=[#\p{L}\p{N}])/gu, '＆');
}
