/** Queries and what logs say are constants: what is looked for goes along as parameters, what is told as fields. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parseSync } from '@swc/core';

type Tree = Record<string, unknown> & { type?: string };

/** Every node of a syntax tree. */
function nodes(value: unknown): Tree[] {
  if (Array.isArray(value)) return value.flatMap(nodes);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Tree, ...Object.values(value).flatMap(nodes)];
}

/**
 * What of a file is constant: a literal, a constant that is one, a list of such with what is pushed on it, and what is
 * joined or chosen of them.
 */
function constantsIn(all: Tree[]): (value: unknown) => boolean {
  const named = (name: unknown): unknown[] =>
    all
      .filter((node) => node.type === 'VariableDeclarator' && (node.id as Tree).value === name)
      .map((node) => node.init);
  const pushed = (name: unknown): unknown[] =>
    all
      .filter((node) => {
        const { object, property } = (node.callee ?? {}) as { object?: Tree; property?: Tree };
        return node.type === 'CallExpression' && object?.value === name && property?.value === 'push';
      })
      .flatMap((node) => (node.arguments as { expression: unknown }[]).map(({ expression }) => expression));
  const constant = (value: unknown): boolean => {
    const node = value as Tree;
    switch (node?.type) {
      case 'StringLiteral':
        return true;
      case 'TemplateLiteral':
        return (node.expressions as unknown[]).every(constant);
      case 'ParenthesisExpression':
        return constant(node.expression);
      case 'ConditionalExpression':
        return constant(node.consequent) && constant(node.alternate);
      case 'BinaryExpression':
        return constant(node.left) && constant(node.right);
      case 'ArrayExpression':
        return (node.elements as { expression: unknown }[]).every(({ expression }) => constant(expression));
      case 'Identifier': {
        const found = named(node.value);
        return found.length > 0 && [...found, ...pushed(node.value)].every(constant);
      }
      case 'CallExpression': {
        const { object, property } = node.callee as { object?: Tree; property?: Tree };
        return property?.value === 'join' && constant(object);
      }
      default:
        return false;
    }
  };
  return constant;
}

/** The texts in a file that look like SQL, OData or KQL and hold something that is not constant, as they are written. */
function fluid(source: string): string[] {
  const all = treeOf(source);
  const constant = constantsIn(all);
  return all
    .filter(({ type }) => type === 'TemplateLiteral' || type === 'BinaryExpression')
    .map((node) => ({
      node,
      said: nodes(node)
        .flatMap(({ raw, value }) => raw ?? value ?? [])
        .join(' '),
    }))
    .filter(({ said }) => /\bSELECT\b|\bWHERE\b|\bc\.\w+ |properties\/\w+ |\$filter=|\| where /.test(said))
    .filter(({ node }) => !constant(node))
    .map(({ said }) => said);
}

/** The calls of a logger in a file that say anything but constant words, or have fields whose names are not ours. */
function looseLogs(source: string): string[] {
  const all = treeOf(source);
  const constant = constantsIn(all);
  return all
    .filter(({ type, callee }) => type === 'CallExpression' && isLogger(callee as Tree))
    .map((node) => (node.arguments as { expression: Tree }[]).map(({ expression }) => expression))
    .filter((args) => !args.slice(-1).every(constant) || !args.slice(0, -1).every(isPlain) || args.length > 2)
    .map((args) => JSON.stringify(args).slice(0, 300));
}

function isLogger({ type, object, property }: Tree): boolean {
  if (type !== 'MemberExpression') return false;
  const of = object as Tree;
  const name = of.type === 'MemberExpression' ? (of.property as Tree).value : of.value;
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
  return name === 'logger' && levels.includes(String((property as Tree).value));
}

/** An object that is written out, with the names of its fields. */
function isPlain({ type, properties }: Tree): boolean {
  const named = ['Identifier', 'KeyValueProperty'];
  return (
    type === 'ObjectExpression' &&
    (properties as Tree[]).every(
      (one) => named.includes(String(one.type)) && (one.key as Tree | undefined)?.type !== 'Computed',
    )
  );
}

function treeOf(source: string): Tree[] {
  return nodes(parseSync(source, { syntax: 'typescript' }).body);
}

const files = readdirSync('bot', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `bot/${name}`);

test.each([
  ['a value in a template', 'const q = `SELECT * FROM c WHERE c.id = "${id}"`;'],
  ['a value put behind', "const q = 'SELECT * FROM c WHERE c.id = ' + id;"],
  [
    'a condition that is not constant',
    "const all = ['a']; all.push(`c.x = ${x}`); const q = `SELECT ${all.join()}`;",
  ],
  ['a filter', 'const f = `properties/title eq ${title}`;'],
])('%s is found', (_what, source) => {
  expect(fluid(source)).not.toEqual([]);
});

test('a query is a constant: nothing that anybody wrote is part of it', () => {
  const found = files.flatMap((file) => fluid(readFileSync(file, 'utf8')).map((said) => `${file}: ${said}`));
  // The one filter with a time in it, and the address that carries it, encoded; test/sentinel has what it refuses.
  const known = found.filter(
    (one) => !/^bot\/sentinel\/client\.ts: .*(?:lastModifiedTimeUtc ge |\$filter=)/.test(one),
  );
  expect(known).toEqual([]);
  expect(found).toHaveLength(2);
});

test.each([
  ['a message with a value in it', 'logger.warn({ err }, `failed: ${title}`);'],
  ['a message that came from elsewhere', 'logger.warn({ err }, error.message);'],
  ['an object with others’ fields', "logger.warn({ ...body }, 'failed');"],
  ['a field that others name', "tools.logger.warn({ [name]: 1 }, 'failed');"],
  ['a message with places to fill', "logger.warn({ err }, 'failed: %s', title);"],
])('%s in a log is found', (_what, source) => {
  expect(looseLogs(source)).not.toEqual([]);
});

test('a log says constant words, and what others wrote is a value of a field that we named', () => {
  const found = files.flatMap((file) =>
    looseLogs(readFileSync(file, 'utf8')).map((said) => `${file}: ${said}`),
  );
  expect(found).toEqual([]);
});
