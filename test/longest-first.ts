/** The order of the test files: the long ones first, so that the workers end together. Jest knows no times at first. */

interface TestFile {
  path: string;
}

/**
 * Parts of paths, the longest first; whatever matches none comes after them. Those that mostly wait stand beside the
 * flood, which keeps a core busy and goes by the clock.
 */
const long = [
  'crash',
  'e2e/flood',
  'e2e/comments',
  'e2e/secrets',
  'e2e/sync',
  'e2e/lost-answers',
  'simulation',
  'e2e/text',
  'e2e/awkward',
  'e2e/two-sides',
  'e2e/reminders',
  'fuzz',
  'e2e/stop',
  'e2e/erase',
  'http/holes',
  'e2e/replicas',
  'e2e/storm',
  'rights',
  'e2e/',
  'cards/template',
];

function rank({ path }: TestFile): number {
  const found = long.findIndex((part) => path.includes(`/test/${part}`));
  return found < 0 ? long.length : found;
}

/** What Jest asks of a sequencer. */
export default class LongestFirst {
  sort<T extends TestFile>(tests: T[]): T[] {
    return tests.toSorted((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
  }

  /** Nothing is remembered: the order is the same on every machine. */
  cacheResults(): void {}
}
