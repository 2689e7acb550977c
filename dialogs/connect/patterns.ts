/** The patterns by which a channel says what its team owns: what people type, read and checked. */
import type { Ownership } from '../../bot/incidents/channel.ts';
import { clean } from '../../bot/words/clean.ts';
import type { Problem } from '../dialog.ts';
import { isGuid, split } from '../fields.ts';

const mostPatterns = 50;
const longestPattern = 200;
/** In one pattern; more say nothing that fewer don't, and make matching slow. */
const mostStars = 3;

interface Kind {
  /** what separates patterns; names of rules hold commas, so they stand one on a line */
  at: 'comma' | 'line';
  /** what no such name holds, and what people type who think of regular expressions */
  notIn: RegExp;
  /** whether a slash tells that a whole path was typed where a name is meant */
  path?: boolean;
}

// Names of resource groups hold parentheses, accounts a backslash or a closing $, and names of rules nearly anything:
// so each kind refuses only what can't be meant. ARM: "Naming rules and restrictions for Azure resources".
const name: Kind = { at: 'comma', notIn: /[\^$|[\]{}+\\<>]/, path: true };
const free: Kind = { at: 'comma', notIn: /^\^|\$$|\\[dswbDSWB]|\(\?/ };
const kinds: Record<Exclude<keyof Ownership, 'subscriptions'>, Kind> = {
  resourceGroups: name,
  resources: name,
  hosts: { ...name, notIn: /[\^$|()[\]{}+\\<>]/ },
  accounts: { at: 'comma', notIn: /^\^|[|()[\]{}<>/]|\\[dsw][+*]/ },
  rules: { ...free, at: 'line' },
  products: free,
  tags: free,
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: they can't be in a name
const control = /[\u0000-\u0009\u000B-\u001F\u007F]/;

/** The patterns of one field, each once whatever its case, or why they can't be meant. */
export function readPatterns(
  field: keyof Ownership,
  typed: string,
): { patterns: string[] } | { problem: Problem } {
  const kind = field === 'subscriptions' ? undefined : kinds[field];
  const parts = split(typed.replace(/\r\n?/g, '\n'), kind?.at ?? 'comma');
  const patterns = parts.filter((a, i) => parts.findIndex((b) => b.toLowerCase() === a.toLowerCase()) === i);
  if (patterns.length > mostPatterns)
    return { problem: { key: 'manyPatterns', params: { most: mostPatterns } } };
  for (const pattern of patterns) {
    const key = kind ? problemOf(pattern, kind) : isGuid(pattern) ? undefined : 'subscription';
    if (key)
      return {
        problem: { key, params: { pattern: clean(pattern, 60), longest: longestPattern, stars: mostStars } },
      };
  }
  return { patterns: kind ? patterns : patterns.map((pattern) => pattern.toLowerCase()) };
}

function problemOf(pattern: string, { notIn, path }: Kind): string | undefined {
  if (pattern.length > longestPattern) return 'longPattern';
  if (control.test(pattern) || clean(pattern, Infinity) === '') return 'invisible';
  if (path && pattern.includes('/')) return 'path';
  if (notIn.test(pattern)) return 'regex';
  // `*`, `??` and `*.*` own everything that there is.
  if (!/[\p{L}\p{N}]/u.test(pattern)) return 'everything';
  if (pattern.replace(/\*+/g, '*').split('*').length - 1 > mostStars) return 'manyStars';
  return undefined;
}
