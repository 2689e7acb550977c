import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { copied } from '../../bot/incidents/copy.ts';

test('a copy says the same, and shares nothing that could be changed', () => {
  const shared = (a: unknown, b: unknown): boolean =>
    typeof a === 'object' &&
    a !== null &&
    (a === b || Object.keys(a).some((key) => shared(Reflect.get(a, key), Reflect.get(b as object, key))));
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const copy = copied(value);
      expect(copy).toEqual(value);
      expect(shared(value, copy)).toBe(false);
    }),
    { examples: [[JSON.parse('{"__proto__": {"of": "outside"}}')]] },
  );
});
