import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { maxJsonDepth, jsonDepth, maxJsonLength } from '../json/jsonLimits.ts';
import { propertyOf } from '../json/propertyOf.ts';
import { syntaxProblem } from '../json/syntaxProblem.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { writtenNumber, type VariableValue } from './variables.ts';

/** The file with the values of variables, in a folder of request files. */
export const environmentFileName = 'kapture.env.json';

export type Values = Readonly<Record<string, VariableValue>>;

/** The contents of a `kapture.env.json`. */
export interface Environment {
  readonly variables: Values;
  /** The values of each connection, by its name. They take precedence over `variables`. */
  readonly connections: Readonly<Record<string, Values>>;
}

export interface EnvironmentReading extends Environment {
  /** Why the values are not those that the file is meant to define. None of them may be sent then. */
  readonly problem: Problem | undefined;
}

/** Why the values may not be those that the file is meant to define. None of them may be sent if it is set. */
export const tooLongEnvironment: EnvironmentReading = {
  variables: {},
  connections: {},
  problem: problem('It is larger than {0} MB.', maxJsonLength / 1_000_000),
};

/** Reads a `kapture.env.json`. Invalid parts are omitted, and `problem` describes the first of them. */
export function readEnvironment(text: string): EnvironmentReading {
  if (text.length > maxJsonLength) return tooLongEnvironment;
  if (jsonDepth(text) > maxJsonDepth)
    return { ...tooLongEnvironment, problem: problem('It is nested more than {0} levels deep.', maxJsonDepth) };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const own = propertyOf(root, 'variables');
  const variables = own && own.type !== 'null' ? readValues(own, text) : {};
  const list = propertyOf(root, 'connections');
  const named = [...propertiesOf(list)].map(([name, node]) => ({ name, values: readValues(node, text) }));
  return {
    variables: variables ?? {},
    connections: Object.fromEntries(named.map(({ name, values }) => [name, values ?? {}])),
    problem: errors[0] ? problemOfSyntax(errors[0], text) : problemOfValues(variables, list, named),
  };
}

function problemOfSyntax({ error, offset }: ParseError, text: string): Problem {
  return problem(
    'It is not JSON: {0} on line {1}.',
    syntaxProblem(printParseErrorCode(error)),
    text.slice(0, offset).split('\n').length,
  );
}

function problemOfValues(
  variables: Values | undefined,
  connections: Node | undefined,
  named: readonly { readonly name: string; readonly values: Values | undefined }[],
): Problem | undefined {
  if (connections && connections.type !== 'object' && connections.type !== 'null')
    return problem('“connections” must be an object.');
  const bad = variables ? named.find(({ values }) => !values)?.name : 'variables';
  return bad === undefined
    ? undefined
    : problem('“{0}” must be an object of strings, numbers, true, false or null.', bad);
}

/** The properties of an object, by their names. The last of duplicate names wins. */
function propertiesOf(node: Node | undefined): ReadonlyMap<string, Node> {
  const found = new Map<string, Node>();
  for (const { children: [name, value] = [] } of node?.type === 'object' ? (node.children ?? []) : [])
    if (name && value) found.set(String(name.value), value);
  return found;
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

const values = {
  type: 'object',
  additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
} as const;

/** The schema of `kapture.env.json`. */
export const environmentSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Variables for Kapture requests',
  description:
    'Values for {{name}} in the request files of this folder. Do not store secrets here: this file is meant for version control.',
  type: 'object',
  allowComments: true,
  allowTrailingCommas: true,
  properties: {
    variables: {
      ...values,
      description: 'For every connection. `{{city}}` in a request is replaced with the value of `city`.',
    },
    connections: {
      type: 'object',
      description: 'For individual connections, by name. These take precedence over `variables`.',
      additionalProperties: values,
    },
  },
  additionalProperties: false,
  defaultSnippets: [{ label: 'Variables', body: { variables: { '${1:city}': '${2:Pune}' } } }],
} as const;
