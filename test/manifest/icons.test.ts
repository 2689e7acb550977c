import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { PNG } from 'pngjs';
import { colorIcon, outlineIcon } from '../../manifest/icons.ts';

const kept = (name: string) =>
  PNG.sync.read(readFileSync(new URL(`../../manifest/${name}`, import.meta.url)));

/** The pixels of an image as [red, green, blue, alpha]. */
function pixels({ data }: PNG): number[][] {
  return Array.from({ length: data.length / 4 }, (_, i) => [...data.subarray(i * 4, i * 4 + 4)]);
}

describe('color.png', () => {
  const icon = kept('color.png');

  test('is 192 by 192 pixels, and solid to its edges, since Teams rounds the corners', () => {
    expect([icon.width, icon.height]).toEqual([192, 192]);
    expect(pixels(icon).every(([, , , alpha]) => alpha === 255)).toBe(true);
  });

  test('keeps its mark, which is all that is bright, within the middle 120 pixels', () => {
    const bright = pixels(icon).flatMap(([red], i) => (red! > 200 ? [[i % 192, Math.floor(i / 192)]] : []));
    expect(bright.length).toBeGreaterThan(2000);
    for (const at of bright.flat()) expect(Math.abs(at - 95.5)).toBeLessThanOrEqual(60);
  });
});

describe('outline.png', () => {
  const icon = kept('outline.png');

  test('is 32 by 32 pixels', () => {
    expect([icon.width, icon.height]).toEqual([32, 32]);
  });

  test('is white and nothing else, on transparent', () => {
    const all = pixels(icon);
    expect(all.every(([red, green, blue]) => red === 255 && green === 255 && blue === 255)).toBe(true);
    expect(all.filter(([, , , alpha]) => alpha === 255).length).toBeGreaterThan(100);
    expect(all.filter(([, , , alpha]) => alpha === 0).length).toBeGreaterThan(500);
  });
});

test('the icons kept are the ones that icons.ts draws', () => {
  expect(pixels(kept('color.png'))).toEqual(pixels(colorIcon()));
  expect(pixels(kept('outline.png'))).toEqual(pixels(outlineIcon()));
});
