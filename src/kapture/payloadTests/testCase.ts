import type { Dialect } from '../catalogue/dialect.ts';
import type { OperationId } from '../catalogue/registry.ts';
import { strictJson } from '../exchange/requestBody.ts';
import { variablesIn, type VariableLookup, type VariableUse, type VariableValue } from '../variables/variables.ts';

/** The suffix of payload test files: `anything.kapture-test.json`. */
export const testSuffix = '.kapture-test.json';

/** A mistake in a file or case, because of which it is not run. */
export interface TestProblem extends Place {
  readonly message: string;
  /** The file is not JSON. */
  readonly isSyntax?: true;
}

export const verbs = ['equals', 'contains', 'matches', 'exists'] as const;
export type Verb = (typeof verbs)[number];

export interface Expectation {
  readonly subject: 'status' | 'outcome' | 'message' | 'response' | 'snapshot' | 'withinMs';
  /** For `response`: the JSON pointer of the value. */
  readonly pointer: string;
  readonly verb: Verb;
  readonly operand: Template;
  /** For `snapshot`: the JSON pointers of values to ignore. A step `*` is every element or property. */
  readonly ignore?: readonly string[];
}

/** The names of values that steps take. */
export const takenName = /^[A-Za-z_][\w.-]*$/;

/** A value that is extracted from a response. Later steps use it as `{{name}}`. */
export interface Take {
  readonly name: string;
  readonly pointer: string;
  readonly place: Place;
}

/** What a step sends. */
export type StepSource =
  /** `content` is the object, without optional brackets around it. */
  | { readonly kind: 'body'; readonly content: Template }
  /** `content` is a string that is sent unchanged, even if it does not do what the operation says. */
  | { readonly kind: 'rawBody'; readonly content: Template }
  /** A request file, relative to the test file. */
  | { readonly kind: 'file'; readonly path: string; readonly place: Place };

/**
 * Sends a read again until its response is as expected. As in Hurl, the expectations of the step decide, without a
 * condition beside them: a step that passed a condition and then failed its expectations would need both to be
 * understood.
 */
export interface Retry {
  /** How often the request is sent again at most. */
  readonly times: number;
  readonly pauseMs: number;
}

/** One request of a case. */
export interface TestStep {
  /** From 0, among all steps of the case, including invalid ones. */
  readonly index: number;
  readonly operation: OperationId;
  /** The dialect of the step, its case or its file. Default: that of the connection. */
  readonly dialect: Dialect | undefined;
  readonly source: StepSource;
  /** Sent with an invalid key. */
  readonly wrongKey: boolean;
  readonly expectations: readonly Expectation[];
  readonly takes: readonly Take[];
  readonly retry?: Retry | undefined;
  readonly place: Place;
}

/** A row of the data of a case, whose values are the variables `{{$row.name}}`. */
export interface DataRow {
  readonly path: string;
  /** From 1, without the header of a CSV file. */
  readonly number: number;
  readonly columns: readonly string[];
  /** The value of a column; undefined if the row does not have it. */
  readonly valueOf: (column: string) => VariableValue | undefined;
}

/** A case of another file, whose steps run before those of the case that uses it. */
export interface UsedCase {
  /** `file#case`, relative to the file of the case that is run. */
  readonly title: string;
  /** The text of its file. */
  readonly text: string;
  readonly steps: readonly TestStep[];
}

export interface TestCase {
  readonly name: string;
  /** The place of the name, or of the whole case if it has none. */
  readonly place: Place;
  /** The place of the whole case. */
  readonly extent: Place;
  /** The tags of the case and of its file. Undefined if they cannot be read. */
  readonly tags?: readonly string[] | undefined;
  /** The file with a row of values for each run of the case, relative to the test file. */
  readonly data?: { readonly path: string; readonly place: Place } | undefined;
  /** The case of another file that is run first. The path is relative to the test file. */
  readonly use?: { readonly path: string; readonly name: string; readonly place: Place } | undefined;
  /** The cases that are run first. Undefined until they have been read. */
  readonly used?: readonly UsedCase[];
  /** The row of the data that the case is run with. */
  readonly row?: DataRow;
  readonly steps: readonly TestStep[];
  /** Whether the case has `steps`, and is not a step itself. */
  readonly hasSteps?: boolean;
  /** A case with problems is not run. */
  readonly problems: readonly TestProblem[];
}

/** All steps that a case sends, in order, without those of cases that have not been read. */
export function allSteps({ used = [], steps }: Pick<TestCase, 'used' | 'steps'>): readonly TestStep[] {
  return [...used.flatMap((one) => one.steps), ...steps];
}

export interface TestFile {
  readonly cases: readonly TestCase[];
  /** Problems of the file itself, without those of its cases. */
  readonly problems: readonly TestProblem[];
}

/** A range in the text of a test file, in UTF-16 units. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** JSON in a test file that can contain variables. */
export interface Template {
  /** The unchanged text, including comments. */
  readonly text: string;
  readonly place: Place;
  /** Strict JSON if there are no variables, computed once. */
  readonly constant: string | undefined;
}

export function readTemplate(text: string, place: Place): Template {
  return { text, place, constant: text.includes('{{') ? undefined : strictJson(text, () => undefined) };
}

type Filled =
  | { readonly json: string; readonly unknown?: undefined }
  /** The first variable without a value; its offset is in the file. */
  | { readonly json?: undefined; readonly unknown: VariableUse };

/** A template as strict JSON with the values of its variables. */
export function fillTemplate({ text, place, constant }: Template, lookup: VariableLookup): Filled {
  if (constant !== undefined) return { json: constant };
  let isUnknown = false;
  const json = strictJson(text, (name) => {
    const value = lookup(name);
    isUnknown ||= value === undefined;
    return value;
  });
  if (!isUnknown) return { json };
  const unknown = variablesIn(text).find(({ name }) => lookup(name) === undefined)!;
  return { unknown: { ...unknown, offset: place.offset + unknown.offset } };
}

/** Whether a case compares a response with a snapshot. */
export function hasSnapshot({ steps }: Pick<TestCase, 'steps'>): boolean {
  return steps.some(({ expectations }) => expectations.some(({ subject }) => subject === 'snapshot'));
}
