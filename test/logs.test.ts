/** A log line is a line: what others wrote is a value in it, and neither ends it nor adds to it. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pino } from 'pino';
import { anyText, nasty } from './words/nasty.ts';

function logged(write: (logger: ReturnType<typeof pino>) => void): string {
  let text = '';
  const stream = {
    write(line: string) {
      text += line;
    },
  };
  write(pino({}, stream));
  return text;
}

test('a title with line breaks, quotes or a line of its own makes one line, and no field', () => {
  const holds = (text: string): void => {
    const said = logged((logger) =>
      logger.warn({ title: text, err: new Error(text), path: [text] }, 'it failed'),
    );
    expect(said.endsWith('\n')).toBe(true);
    expect(said.slice(0, -1)).not.toMatch(/\p{Cc}/u);
    const line = JSON.parse(said) as Record<string, unknown>;
    expect(line).toMatchObject({ level: 40, msg: 'it failed' });
  };
  for (const text of nasty) holds(text);
  fc.assert(fc.property(anyText, holds));
});
