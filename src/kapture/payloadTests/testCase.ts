import type { OperationId } from '../catalogue/registry.ts';
import type { Place, Template } from './template.ts';

export type { Place } from './template.ts';

/** The end of a file of payload tests: `anything.kapture-test.json`. */
export const testSuffix = '.kapture-test.json';

/** What keeps a file or a case from being run. */
export interface TestProblem extends Place {
  readonly message: string;
  /** The file is no JSON. */
  readonly isSyntax?: true;
}

export const verbs = ['equals', 'contains', 'matches', 'exists'] as const;
export type Verb = (typeof verbs)[number];

/** One thing that has to be true of a response. */
export interface Expectation {
  readonly subject: 'status' | 'outcome' | 'message' | 'response' | 'withinMs';
  /** For `response`: the JSON pointer of the value. */
  readonly pointer: string;
  readonly verb: Verb;
  readonly operand: Template;
}

/** A value of a response that later steps use as `{{name}}`. */
export interface Take {
  readonly name: string;
  readonly pointer: string;
  readonly place: Place;
}

/** What a step sends. */
export type StepSource =
  /** `content` is the object itself, without the brackets that may stand around it. */
  | { readonly kind: 'body'; readonly content: Template }
  /** `content` is a string that is sent unchanged, also where it does something else than its operation says. */
  | { readonly kind: 'rawBody'; readonly content: Template }
  /** A request file, relative to the file of tests. */
  | { readonly kind: 'file'; readonly path: string; readonly place: Place };

/** One request of a case. */
export interface TestStep {
  readonly operation: OperationId;
  readonly source: StepSource;
  /** Sent with a key that is wrong on purpose. */
  readonly wrongKey: boolean;
  readonly expectations: readonly Expectation[];
  readonly takes: readonly Take[];
  readonly place: Place;
}

export interface TestCase {
  readonly name: string;
  /** Of the name, where it has one. */
  readonly place: Place;
  readonly steps: readonly TestStep[];
  /** A case with problems is not run. */
  readonly problems: readonly TestProblem[];
}

export interface TestFile {
  readonly cases: readonly TestCase[];
  /** Of the file itself; those of a case stand there. */
  readonly problems: readonly TestProblem[];
}
