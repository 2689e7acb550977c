/**
 * The app's mark, drawn from a few lines and dots: an M that is three people standing arm in arm, and the
 * one in the middle is called. `npx node manifest/icons.ts` writes color.png and outline.png, which are kept.
 * Sizes and colours are what the Teams manifest wants: 192 px full bleed with the mark in the middle, and
 * 32 px in white on transparent.
 */
import { writeFileSync } from 'node:fs';
import { PNG } from 'pngjs';

type Point = readonly [x: number, y: number];
type Rgb = readonly [red: number, green: number, blue: number];
/** A round-ended line from `from` to `to`; a dot where both are the same. Lengths are in units of the mark. */
interface Stroke {
  from: Point;
  to: Point;
  width: number;
  /** the person who is called; amber where there is colour */
  called?: true;
}

const WHITE: Rgb = [255, 255, 255];
const AMBER: Rgb = [255, 183, 3];
const SKY: Rgb = [47, 92, 158];
const NIGHT: Rgb = [20, 30, 72];

const dot = (at: Point, width: number): Stroke => ({ from: at, to: at, width });
const line = (from: Point, to: Point, width: number): Stroke => ({ from, to, width });

/** The mark on a field of 32 by 32 units. */
const MARK: Stroke[] = [
  line([6, 26], [6, 14], 4),
  line([6, 14], [16, 23.5], 4),
  line([16, 23.5], [26, 14], 4),
  line([26, 14], [26, 26], 4),
  dot([6, 7], 6),
  dot([26, 7], 6),
  { ...dot([16, 12.5], 6), called: true },
];

/** Distance of a point from a stroke's edge: negative inside. */
function distance([x, y]: Point, { from, to, width }: Stroke): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((x - from[0]) * dx + (y - from[1]) * dy) / length;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - from[0] - t * dx, y - from[1] - t * dy) - width / 2;
}

/** How much of the pixel at (x, y) a stroke covers, 0 to 1; `scale` is pixels per unit, `margin` is in pixels. */
function coverage(x: number, y: number, stroke: Stroke, scale: number, margin: number): number {
  const at: Point = [(x + 0.5 - margin) / scale, (y + 0.5 - margin) / scale];
  return Math.min(1, Math.max(0, 0.5 - distance(at, stroke) * scale));
}

const blend = (under: Rgb, over: Rgb, share: number): Rgb => [
  Math.round(under[0] + (over[0] - under[0]) * share),
  Math.round(under[1] + (over[1] - under[1]) * share),
  Math.round(under[2] + (over[2] - under[2]) * share),
];

function draw(size: number, pixel: (x: number, y: number) => readonly [...Rgb, alpha: number]): PNG {
  const image = new PNG({ width: size, height: size });
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) image.data.set(pixel(x, y), (y * size + x) * 4);
  }
  return image;
}

/** The 192 px icon. Teams rounds its corners itself, so the ground reaches the edge. */
export function colorIcon(): PNG {
  const size = 192;
  const margin = 28;
  const scale = (size - 2 * margin) / 32;
  return draw(size, (x, y) => {
    let colour = blend(SKY, NIGHT, (x + 2 * y) / (3 * size));
    for (const stroke of MARK) {
      colour = blend(colour, stroke.called ? AMBER : WHITE, coverage(x, y, stroke, scale, margin));
    }
    return [...colour, 255];
  });
}

/** The 32 px icon: white everywhere, and the mark is in the alpha alone. */
export function outlineIcon(): PNG {
  return draw(32, (x, y) => {
    const alpha = Math.max(...MARK.map((stroke) => coverage(x, y, stroke, 1, 0)));
    return [...WHITE, Math.round(alpha * 255)];
  });
}

if (import.meta.main) {
  writeFileSync(new URL('color.png', import.meta.url), PNG.sync.write(colorIcon()));
  writeFileSync(new URL('outline.png', import.meta.url), PNG.sync.write(outlineIcon()));
}
