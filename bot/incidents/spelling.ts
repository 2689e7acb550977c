/** How a word may stand in a text: whole, at a beginning, or with a slip. Both are folded. Pure. */
import { distance } from 'fastest-levenshtein';
import { isNumber } from './wanted.ts';

const between = /[^\p{L}\p{N}]+/u;
const isLetter = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** It has the word with no letter or digit beside it. */
export function hasWord(text: string, word: string): boolean {
  return at(text, word, (before, after) => !isLetter(before) && !isLetter(after));
}

const wholeAddress = /^\d{1,3}(?:\.\d{1,3}){3}$/;
/** `10.0.0.5` is no beginning of `10.0.0.50`, and `10` none of anything. */
const isWhole = (word: string): boolean => word.length < 2 || isNumber(word) || wholeAddress.test(word);

/** A word of it begins so; from four letters on it may be anywhere. */
export function hasPart(text: string, word: string): boolean {
  if (isWhole(word)) return hasWord(text, word);
  return word.length >= 4 ? text.includes(word) : at(text, word, (before) => !isLetter(before));
}

/** A part of an entity's name begins so. */
export function hasBeginning(name: string, word: string): boolean {
  return isWhole(word)
    ? word.length > 1 && hasWord(name, word)
    : at(name, word, (before) => !isLetter(before));
}

/** Whether a word is in a text with the right neighbours. */
function at(text: string, word: string, fits: (before?: string, after?: string) => boolean): boolean {
  for (let i = text.indexOf(word); i >= 0; i = text.indexOf(word, i + 1))
    if (fits(text[i - 1], text[i + word.length])) return true;
  return false;
}

/** One letter wrong, missing or too many, from eight letters on two. */
export function hasSlipOf(text: string, word: string): boolean {
  if (word.length < 4 || !/^\p{L}+$/u.test(word)) return false;
  const most = word.length < 8 ? 1 : 2;
  return text
    .split(between)
    .some((one) => Math.abs(one.length - word.length) <= most && distance(one, word) <= most);
}
