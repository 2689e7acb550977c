/** Figures as people and as programs read them. */
import { type Figure, goalOf } from './figure.ts';

/** `{"figures":[…]}` in one line; a figure that has no goal has null for `goal` and `holds`. */
export function asJson(figures: Figure[]): string {
  const plain = figures.map((figure) => ({
    name: figure.name,
    value: figure.value,
    unit: figure.unit,
    goal: goalOf(figure) ?? null,
    holds: figure.holds ?? null,
  }));
  return `${JSON.stringify({ figures: plain })}\n`;
}

/** A line for each figure, its note below it. */
export function asTable(figures: Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${short(figure.value)} ${figure.unit}`,
    verdict(figure),
  ]);
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  return rows
    .map(([name, value, held], index) => {
      const line = `${name!.padEnd(widths[0]!)}  ${value!.padStart(widths[1]!)}  ${held}`.trimEnd();
      const { note } = figures[index]!;
      return `${line}\n${note ? `    ${note}\n` : ''}`;
    })
    .join('');
}

function verdict(figure: Figure): string {
  if (!figure.goal) return '';
  const goal = `${'atMost' in figure.goal ? '≤' : '≥'} ${goalOf(figure)}`;
  return figure.holds ? `${goal}  holds` : `${goal}  MISSED`;
}

/** Three digits that count, and never fewer than the whole number. */
function short(value: number): string {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toLocaleString('en', { maximumFractionDigits: Math.min(digits, 6) });
}
