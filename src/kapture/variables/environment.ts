import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { maxJsonDepth, jsonDepth, maxJsonLength } from '../json/jsonLimits.ts';
import { writtenNumber, type VariableValue } from './variables.ts';

export type Values = Readonly<Record<string, VariableValue>>;

/** The contents of a `kapture.env.json`. */
export interface Environment {
  readonly variables: Values;
  /** By the name of the connection. They take precedence over `variables`. */
  readonly connections: Readonly<Record<string, Values>>;
}

export interface EnvironmentReading extends Environment {
  /** The rest of a sentence about the file, such as `is not JSON: …`. */
  readonly problem: string | undefined;
  /** The file was ignored completely. */
  readonly isUnused: boolean;
}

/** The result for a file that is too large to be read. */
export const tooLongEnvironment: EnvironmentReading = {
  variables: {},
  connections: {},
  problem: `is larger than ${maxJsonLength / 1_000_000} MB`,
  isUnused: true,
};

/** Reads a `kapture.env.json`. Invalid parts are omitted, and `problem` describes the first of them. */
export function readEnvironment(text: string): EnvironmentReading {
  if (text.length > maxJsonLength) return tooLongEnvironment;
  if (jsonDepth(text) > maxJsonDepth)
    return { ...tooLongEnvironment, problem: `is nested more than ${maxJsonDepth} levels deep` };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const own = valueOf(root, 'variables');
  const variables = own && own.type !== 'null' ? readValues(own, text) : {};
  const connections = propertiesOf(valueOf(root, 'connections'));
  const named = [...connections].map(([name, node]) => ({ name, values: readValues(node, text) }));
  const bad = variables ? named.find(({ values }) => !values)?.name : 'variables';
  const [error] = errors;
  let problem: string | undefined;
  if (error) {
    const line = text.slice(0, error.offset).split('\n').length;
    problem = `is not JSON: ${printParseErrorCode(error.error)} on line ${line}`;
  } else if (bad !== undefined)
    problem = `is invalid: "${bad}" must be an object of strings, numbers, true, false or null`;
  return {
    variables: variables ?? {},
    connections: Object.fromEntries(named.map(({ name, values }) => [name, values ?? {}])),
    problem,
    isUnused: false,
  };
}

/** The properties of an object, by their names. The last of duplicate names wins. */
function propertiesOf(node: Node | undefined): ReadonlyMap<string, Node> {
  const found = new Map<string, Node>();
  for (const { children: [name, value] = [] } of node?.type === 'object' ? (node.children ?? []) : [])
    if (name && value) found.set(String(name.value), value);
  return found;
}

function valueOf(node: Node | undefined, name: string): Node | undefined {
  return propertiesOf(node).get(name);
}

/** The values of an object, in which numbers keep their text; undefined if it is not an object of plain values. */
function readValues(node: Node, text: string): Values | undefined {
  if (node.type !== 'object') return undefined;
  const entries = [...propertiesOf(node)];
  if (entries.some(([, { type }]) => type === 'object' || type === 'array')) return undefined;
  return Object.fromEntries(entries.map(([name, value]) => [name, plainValue(value, text)]));
}

function plainValue({ type, value, offset, length }: Node, text: string): VariableValue {
  return type === 'number' ? writtenNumber(text.slice(offset, offset + length)) : (value as VariableValue);
}
