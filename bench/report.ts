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
  const rows = figures.map((figure) => ({ ...figure, value: short(figure.value), held: verdict(figure) }));
  const width = (of: 'name' | 'value' | 'unit'): number => Math.max(0, ...rows.map((row) => row[of].length));
  const [names, values, units] = [width('name'), width('value'), width('unit')];
  return rows
    .map(({ name, value, unit, held, note }) => {
      const line = `${name.padEnd(names)}  ${value.padStart(values)} ${unit.padEnd(units)}  ${held}`;
      return `${line.trimEnd()}\n${note ? `    ${note}\n` : ''}`;
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
