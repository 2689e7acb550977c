import { describe, expect, test } from '@jest/globals';
import { clockText, timeText } from '../../bot/words/time.ts';

describe('a time is shown', () => {
  test.each([
    ['2026-11-24T19:58:12.345Z', 'Europe/Zurich', 'en', '24 Nov 2026, 20:58 CET'],
    ['2026-11-24T19:58:12.345Z', 'Europe/Zurich', 'de', '24 Nov 2026, 20:58 MEZ'],
    ['2026-07-01T19:58:12.3456789Z', 'Europe/Zurich', 'en', '1 Jul 2026, 21:58 CEST'],
    ['2026-11-24T19:58:12.345Z', 'Asia/Kathmandu', 'en', '25 Nov 2026, 01:43 GMT+5:45'],
    ['2026-11-24T19:58:12+01:00', 'Europe/London', 'en', '24 Nov 2026, 18:58 GMT'],
    ['2026-11-24T19:58:12.345Z', 'Middle/Earth', 'en', '24 Nov 2026, 19:58 UTC'],
    ['1969-12-31T23:59:59Z', 'UTC', 'en', '31 Dec 1969, 23:59 UTC'],
    ['yesterday', 'Europe/Zurich', 'en', ''],
  ])('%s in %s in %s as %s, asked once or again', (time, zone, language, text) => {
    expect(timeText(time, zone, language)).toBe(text);
    expect(timeText(new Date(time), zone, language)).toBe(text);
    expect(clockText(time, zone, language)).toBe(text.split(', ')[1] ?? '');
  });

  test('as it is a second later in the next minute, and an hour earlier across the end of summer', () => {
    expect(clockText('2026-10-25T00:59:59.999Z', 'Europe/Zurich', 'en')).toBe('02:59 CEST');
    expect(clockText('2026-10-25T01:00:00Z', 'Europe/Zurich', 'en')).toBe('02:00 CET');
  });
});
