import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { maxJsonDepth, jsonDepth, maxJsonLength } from '../json/jsonLimits.ts';
import { readVariables, type VariableValue } from './variables.ts';

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
  const raw = parse(text, errors, { allowTrailingComma: true }) as
    { variables?: unknown; connections?: unknown } | undefined;
  const variables = readVariables(raw?.variables ?? {});
  const named =
    typeof raw?.connections === 'object' && raw.connections !== null
      ? Object.entries(raw.connections).map(([name, values]) => ({ name, values: readVariables(values) }))
      : [];
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
