/**
 * Adaptive Card templates: compiled once at start, checked then, and filled with data in which every leaf is present.
 *
 * A template is one that the Adaptive Cards Designer shows and edits, and a card is what Microsoft's engine,
 * adaptivecards-templating, makes of it: `test/cards/template.test.ts` holds every card and templates drawn at random
 * equal to that. Only the engine itself stays out of the running bot: it evaluates an expression tree for every field,
 * which is twenty times what a compiled template takes and more than all the rest of answering a click, and loading it
 * takes half a second of every start.
 */
import { channel } from 'node:diagnostics_channel';

/** An Adaptive Card as JSON, ready to be sent. */
export type Card = Record<string, unknown>;

/** What a part of a template sees: all data, the data of where it stands, and which of a list's that is. */
interface Scope {
  root: unknown;
  data: unknown;
  index: number | undefined;
}

/** A part of a template, compiled: what it makes of the data. Nothing that it made is ever given out twice. */
type Part = (scope: Scope) => unknown;

// The engine leaves these out of a card, whatever they hold.
const reserved = ['$data', '$when', '$root', '$index', '$host', '$_acTemplateVersion'];

/**
 * Compiles a template into a function from its data to the card. Throws at once where the template says more than plain
 * `${path}`, `$data` and `$when`: no functions and no arithmetic, so that anybody can read it. Names must be written as
 * the data write them. Never feed it its own output or a template made from data: what stands in data as `${…}` would
 * then be evaluated.
 */
export function template<Data extends object>(name: string, json: object): (data: Data) => Card {
  const part = compiled(json, name);
  return (data) => {
    const card = part({ root: data, data, index: undefined }) as Card;
    if (made.hasSubscribers) made.publish({ name, json, data, card } satisfies Made);
    return card;
  };
}

/** A card that was made, and of what: published as `muster.card` to those who want to look, such as tests. */
export interface Made {
  name: string;
  json: object;
  data: object;
  card: Card;
}

const made = channel('muster.card');

function compiled(node: unknown, name: string): Part {
  if (typeof node === 'string') return textPart(node, name);
  if (Array.isArray(node)) return listPart(node, name);
  if (typeof node === 'object' && node !== null) return objectPart(node as Card, name);
  return () => node;
}

/** A list: what is null is left out, and lists within it become one with it. */
function listPart(nodes: unknown[], name: string): Part {
  const parts = nodes.map((node) => compiled(node, name));
  return (scope) => {
    const list: unknown[] = [];
    for (const part of parts) {
      const made = part(scope);
      if (Array.isArray(made)) for (const item of made) list.push(item);
      else if (made !== null) list.push(made);
    }
    return list;
  };
}

/** An object: once for each of its `$data`, where `$when` is true. None is null, and one is no list. */
function objectPart(node: Card, name: string): Part {
  const make = fieldsPart(node, name);
  const data = '$data' in node ? loneExpression(node, '$data', name, required) : undefined;
  const when = '$when' in node ? loneExpression(node, '$when', name, optional) : undefined;
  if (!data && !when) return make;
  const made = (scope: Scope) => (!when || when(scope) === true ? make(scope) : null);
  if (!data) return made;
  return (scope) => {
    const { root, index } = scope;
    const over = data(scope);
    if (!Array.isArray(over)) return made({ root, data: over, index });
    const list: unknown[] = [];
    for (let i = 0; i < over.length; i++) {
      const one = made({ root, data: over[i], index: i });
      if (one !== null) list.push(one);
    }
    return list.length > 1 ? list : (list[0] ?? null);
  };
}

/** An object's fields, in the template's order: copied at once, then those filled that data have a part in. */
function fieldsPart(node: Card, name: string): Part {
  const own = Object.entries(node).filter(([key]) => !reserved.includes(key));
  const fixed = Object.fromEntries(own.map(([key, value]) => [key, isFixed(value) ? value : null]));
  const filled = own
    .filter(([, value]) => !isFixed(value))
    .map(([key, value]) => ({ key, part: compiled(value, name) }));
  return (scope) => {
    const made: Card = { ...fixed };
    for (const { key, part } of filled) made[key] = part(scope);
    return made;
  };
}

/** What is the same in every card and can be in many at once: neither an object nor a text that data have a part in. */
function isFixed(value: unknown): boolean {
  return typeof value === 'string' ? !value.includes('${') : typeof value !== 'object' || value === null;
}

// Whatever is within `${…}` up to its end, or to the text's where it has none.
const expression = /\$\{[^}]*\}?/g;

/** A text: an expression alone keeps the type of what it finds, among other text it becomes text. */
function textPart(text: string, name: string): Part {
  const found = text.match(expression);
  if (!found) return () => text;
  const [first] = found;
  if (first === text) return required(first, name);
  const between = text.split(expression);
  // The engine takes these for its own syntax.
  if (between.some((literal) => /[`\\$\r\n]/.test(literal)))
    throw new Error(`The card template ${name} says ${text}; beside \${path} only plain text is allowed.`);
  const parts = found.map((each) => required(each, name));
  return (scope) =>
    between.reduce((said, literal, i) => {
      const value = parts[i - 1]!(scope);
      if (value === null) throw lacks(name, found[i - 1]!);
      return `${said}${value}${literal}`;
    });
}

function loneExpression(
  node: Card,
  key: '$data' | '$when',
  name: string,
  find: (expression: string, name: string) => Part,
): Part {
  const value = node[key];
  if (typeof value === 'string') return find(value, name);
  throw new Error(`The card template ${name} has a ${key} that is no \${path}; write \${path} there.`);
}

const plain =
  /^\$\{((?:\$(?:root|data)|(?!(?:true|false|null|undefined)\b)[A-Za-z_]\w*)(?:\.[A-Za-z_]\w*)*|\$index)\}$/;

/** What stands at a path of the data. A missing field is our own mistake, so it is said rather than shown to people. */
function required(expression: string, name: string): Part {
  const find = optional(expression, name);
  return (scope) => {
    const value = find(scope);
    if (value === undefined) throw lacks(name, expression);
    return value;
  };
}

function lacks(name: string, expression: string): Error {
  return new Error(`The card template ${name} needs ${expression.slice(2, -1)}, which its data lacks.`);
}

/** The same, undefined where the data lack it. */
function optional(expression: string, name: string): Part {
  const [, path] = plain.exec(expression) ?? [];
  if (path === undefined)
    throw new Error(`The card template ${name} says ${expression}; only plain \${path} is allowed.`);
  const [first, ...rest] = path.split('.') as [string, ...string[]];
  if (first === '$index') return ({ index }) => index;
  if (first === '$root') return ({ root }) => rest.reduce(field, root);
  if (first === '$data') return ({ data }) => rest.reduce(field, data);
  if (rest.length === 0) return ({ data }) => field(data, first);
  return ({ data }) => rest.reduce(field, field(data, first));
}

/** A field of an object's own; a list's length and a text's letters are none. */
function field(of: unknown, key: string): unknown {
  if (typeof of !== 'object' || of === null || Array.isArray(of) || !Object.hasOwn(of, key)) return undefined;
  return (of as Card)[key];
}
