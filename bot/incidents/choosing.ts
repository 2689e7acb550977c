/** What somebody typed as the answer to a question that offers answers. Pure. */
import { type Question, type YesNo, yesNo } from './question.ts';

/** Said for yes, no and "don't know" in either language; longer ones first. */
const sayings: [YesNo, string[]][] = [
  [
    'unknown',
    [
      "i don't know",
      'i dont know',
      "don't know",
      'dont know',
      'no idea',
      'not sure',
      'unknown',
      'ich weiss nicht',
      'ich weiß nicht',
      'weiss nicht',
      'weiß nicht',
      'keine ahnung',
      'unbekannt',
    ],
  ],
  ['yes', ['yes', 'yep', 'yeah', 'ja']],
  ['no', ['no', 'nope', 'nein']],
];

/** What was chosen, and the words after it as the reason; undefined where the text begins with nothing that is offered. */
export function chosenIn(
  { kind, options = [] }: Pick<Question, 'kind' | 'options'>,
  typed: string,
): { value: string; text: string } | undefined {
  const text = typed.trim();
  const offered: [value: string, said: string][] =
    kind === 'yesNo'
      ? sayings.flatMap(([value, said]) => said.map((one): [string, string] => [value, one]))
      : kind === 'choice'
        ? options.flatMap((option, i): [string, string][] => [
            [String(i), option.toLowerCase()],
            [String(i), String(i + 1)],
          ])
        : [];
  const lower = text.toLowerCase().replaceAll('’', "'");
  const found = offered
    .sort(([, a], [, b]) => b.length - a.length)
    // "No one did this" says something else than "No, …" does.
    .find(
      ([, said]) =>
        said !== '' && lower.startsWith(said) && /^(?:$|\s*[,.;:!?–—(-])/.test(lower.slice(said.length)),
    );
  if (!found) return undefined;
  const [value, said] = found;
  return { value, text: text.slice(said.length).replace(/^[\s,.;:!?–—-]+/, '') };
}

/** Whether a value is one that the question offers. */
export function isOffered(
  { kind, options = [] }: Pick<Question, 'kind' | 'options'>,
  value: string,
): boolean {
  if (kind === 'yesNo') return (yesNo as readonly string[]).includes(value);
  return kind === 'choice' && /^\d{1,2}$/.test(value) && Number(value) < options.length;
}
