/** Which fields of a template's data hold texts of others, and where a template shows its fields. */
import type { Made } from '../../cards/template.ts';
import type { Node } from './walk.ts';

/** By template (its JSON as text), the paths of those fields in whose text a sign was found: `rows.detail`. */
export function tainted(made: Made[], sign: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { json, data } of made) {
    const key = JSON.stringify(json);
    const paths = found.get(key) ?? new Set();
    found.set(key, paths);
    collect(data, '', sign, paths);
  }
  return found;
}

function collect(value: unknown, path: string, sign: string, paths: Set<string>): void {
  if (typeof value === 'string') {
    if (value.includes(sign)) paths.add(path);
  } else if (Array.isArray(value)) for (const one of value) collect(one, path, sign, paths);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) collect(inner, join(path, key), sign, paths);
}

export interface Binding {
  type: unknown;
  property: string;
  path: string;
}

/** Each `${…}` in a template that shows something: in which property of what it stands, and the field it means. */
export function bindingsOf(json: object): Binding[] {
  return within(json, '');
}

function within(node: unknown, scope: string): Binding[] {
  if (Array.isArray(node)) return node.flatMap((one) => within(one, scope));
  if (typeof node !== 'object' || node === null) return [];
  const { $data, $when: _, ...own } = node as Node;
  const inner = typeof $data === 'string' ? pathOf($data, scope) : scope;
  return Object.entries(own).flatMap(([property, value]) =>
    typeof value === 'string'
      ? (value.match(/\$\{[^}]*\}/g) ?? []).map((one) => ({
          type: (node as Node).type,
          property,
          path: pathOf(one, inner),
        }))
      : within(value, inner),
  );
}

function pathOf(expression: string, scope: string): string {
  const name = expression.slice(2, -1);
  if (name === '$data' || name === '$root') return name === '$data' ? scope : '';
  return name.startsWith('$root.') ? name.slice(6) : join(scope, name.replace(/^\$data\./, ''));
}

const join = (path: string, key: string): string => (path ? `${path}.${key}` : key);
