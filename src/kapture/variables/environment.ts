import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { deepest, depthOf, longestJson } from '../json/jsonLimits.ts';
import { readVariables, type VariableValue } from './variables.ts';

/** The file that gives variables their values, beside the requests that use them. */
export const environmentFileName = 'kapture.env.json';

export type Values = Readonly<Record<string, VariableValue>>;

/** What a `kapture.env.json` says. */
export interface Environment {
  readonly variables: Values;
  /** By the name of the connection; they win over the others. */
  readonly connections: Readonly<Record<string, Values>>;
}

export interface EnvironmentReading extends Environment {
  readonly problem: string | undefined;
  /** Nothing of the file was read. */
  readonly isUnused: boolean;
}

/** The reading of a file that is too large to be read. */
export const tooLongEnvironment: EnvironmentReading = {
  variables: {},
  connections: {},
  problem: `is larger than ${longestJson / 1_000_000} MB`,
  isUnused: true,
};

/** Reads a `kapture.env.json`. What could not be used of it is left out, and `problem` is one sentence about the first such part. */
export function readEnvironment(text: string): EnvironmentReading {
  if (text.length > longestJson) return tooLongEnvironment;
  if (depthOf(text) > deepest) return { ...tooLongEnvironment, problem: `nests deeper than ${deepest} levels` };
  const errors: ParseError[] = [];
  const raw = parse(text, errors, { allowTrailingComma: true }) as
    { variables?: unknown; connections?: unknown } | undefined;
  const variables = readVariables(raw?.variables ?? {});
  const named =
    typeof raw?.connections === 'object' && raw.connections !== null
      ? Object.entries(raw.connections).map(([name, values]) => ({ name, values: readVariables(values) }))
      : [];
  const bad = variables ? named.find(({ values }) => !values)?.name : 'variables';
  const problem = errors[0]
    ? `is not JSON: ${printParseErrorCode(errors[0].error)} on line ${text.slice(0, errors[0].offset).split('\n').length}`
    : bad === undefined
      ? undefined
      : `has under "${bad}" no object of texts, numbers, true, false or null`;
  return {
    variables: variables ?? {},
    connections: Object.fromEntries(named.map(({ name, values }) => [name, values ?? {}])),
    problem,
    isUnused: false,
  };
}
