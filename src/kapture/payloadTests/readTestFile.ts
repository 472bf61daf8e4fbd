import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { dialects, type Dialect } from '../catalogue/dialect.ts';
import { operationIds, operationOfFile, operations, type OperationId } from '../catalogue/registry.ts';
import { maxJsonDepth, jsonDepth, maxJsonLength } from '../json/jsonLimits.ts';
import { isPointer } from '../json/jsonPointer.ts';
import { propertyOf } from '../json/propertyOf.ts';
import { syntaxProblem } from '../json/syntaxProblem.ts';
import { inEnglish } from '../problem/problem.ts';
import {
  type Retry,
  type StepSource,
  type Take,
  type TestCase,
  type TestFile,
  type TestProblem,
  type TestStep,
  readTemplate,
  takenName,
  verbs,
  type Expectation,
  type Place,
  type Verb,
  type Template,
} from './testCase.ts';
import { dataPattern, isAbsolutePath, usePattern } from './otherFiles.ts';
import { isPattern } from './patternThread.ts';
import { tagPattern } from './tags.ts';

const stepKeys = ['operation', 'dialect', 'body', 'rawBody', 'file', 'key', 'expect', 'take', 'retry'] as const;
const caseKeys = ['name', 'tags', 'data', 'use', 'steps', ...stepKeys] as const;

/** Maximum number of steps in a file, in all cases together. */
const maxSteps = 2000;

export const tooLongFile: TestFile = {
  cases: [],
  problems: [{ offset: 0, length: 0, message: `This file is larger than ${maxJsonLength / 1_000_000} MB. Split it.` }],
};

/** Reads a payload test file, with the places that an editor marks. Comments and trailing commas are allowed. */
export function readTestFile(text: string): TestFile {
  if (text.length > maxJsonLength) return tooLongFile;
  if (jsonDepth(text) > maxJsonDepth)
    return {
      cases: [],
      problems: [
        { offset: 0, length: text.length, message: `This file is nested more than ${maxJsonDepth} levels deep.` },
      ],
    };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const problems: TestProblem[] = errors.slice(0, 1).map(({ error, offset, length }) => ({
    offset,
    length,
    isSyntax: true,
    message: `This is not JSON: ${inEnglish(syntaxProblem(printParseErrorCode(error)))}.`,
  }));
  const list = propertyOf(root, 'cases');
  if (list?.type === 'array') {
    if (!problems.length && !list.children?.length)
      problems.push({ ...placeOf(list), message: 'This file has no cases.' });
    if (stepsIn(list) > maxSteps)
      return {
        cases: [],
        problems: [
          {
            ...placeOf(list),
            length: 1,
            message: `This file has more than ${maxSteps} steps. Split it.`,
          },
        ],
      };
    const ofFile = new CaseReader(text);
    const dialect = ofFile.dialectOf(root!, undefined);
    const tags = ofFile.tagsOf(root!);
    return {
      cases: (list.children ?? []).map((node, index) => new CaseReader(text, dialect, tags).read(node, index)),
      problems: [...problems, ...ofFile.problems, ...keyProblems(root!, ['cases', 'dialect', 'tags', '$schema'])],
    };
  }
  if (!problems.length)
    problems.push({
      ...placeOf(list ?? root),
      message: 'A payload test file must be an object with an array "cases".',
    });
  return { cases: [], problems };
}

function stepsIn(cases: Node): number {
  const counts = (cases.children ?? []).map((node) => propertyOf(node, 'steps')?.children?.length ?? 1);
  return counts.reduce((sum, count) => sum + Math.max(1, count), 0);
}

/** Reads one case and collects its problems. */
class CaseReader {
  readonly #reader: NodeReader;
  readonly #dialect: Dialect | undefined;
  readonly #tags: readonly string[];

  /** `dialect` and `tags` are those of the file. */
  constructor(text: string, dialect?: Dialect, tags: readonly string[] = []) {
    this.#reader = new NodeReader(text);
    this.#dialect = dialect;
    this.#tags = tags;
  }

  get problems(): readonly TestProblem[] {
    return this.#reader.problems;
  }

  /** The dialect that a node states, else the one around it. */
  dialectOf(node: Node, around: Dialect | undefined): Dialect | undefined {
    const stated = propertyOf(node, 'dialect');
    if (!stated) return around;
    const dialect = dialects.find((known) => known === stated.value);
    return dialect ?? this.#reader.complain(stated, `"dialect" must be one of ${dialects.join(', ')}.`);
  }

  /** The tags that a file or a case states. Undefined if they cannot be read. */
  tagsOf(node: Node): readonly string[] | undefined {
    const list = propertyOf(node, 'tags');
    if (!list) return [];
    const tags = (list.children ?? []).map(({ value }) => value as unknown);
    const isTag = (tag: unknown): tag is string => typeof tag === 'string' && tagPattern.test(tag);
    if (list.type === 'array' && tags.every(isTag)) return tags;
    return this.#reader.complain(
      list,
      '"tags" must be an array of words such as "smoke", with letters, digits, "_", "-" and ".".',
    );
  }

  read(node: Node, index: number): TestCase {
    const nameNode = propertyOf(node, 'name');
    const name =
      typeof nameNode?.value === 'string' && nameNode.value.trim() ? nameNode.value.trim() : `case ${index + 1}`;
    const list = propertyOf(node, 'steps');
    let steps: TestStep[] = [];
    if (node.type !== 'object') this.#reader.complain(node, 'A case must be an object.');
    else if (!nameNode || name !== String(nameNode.value).trim())
      this.#reader.complain(nameNode ?? node, 'A case needs a name.');
    const dialect = list ? this.dialectOf(node, this.#dialect) : this.#dialect;
    if (list) {
      for (const key of stepKeys.filter((key) => key !== 'dialect' && propertyOf(node, key)))
        this.#reader.complain(propertyOf(node, key)!, `A case with "steps" cannot have "${key}". Move it into a step.`);
      if (list.type !== 'array' || !list.children?.length)
        this.#reader.complain(list, '"steps" must be an array with at least one step.');
      steps = (list.children ?? [])
        .map((step, index) => this.#step(step, stepKeys, dialect, index))
        .filter((step) => step !== undefined);
    } else if (node.type === 'object') {
      steps = [this.#step(node, caseKeys, dialect, 0)].filter((step) => step !== undefined);
    }
    if (list) this.#reader.checkKeys(node, caseKeys);
    const tags = this.tagsOf(node);
    return {
      name,
      place: placeOf(nameNode ?? node),
      extent: placeOf(node),
      tags: tags && [...new Set([...this.#tags, ...tags])],
      data: this.#data(propertyOf(node, 'data')),
      use: this.#use(propertyOf(node, 'use')),
      steps,
      hasSteps: list !== undefined,
      problems: this.#reader.problems,
    };
  }

  #data(node: Node | undefined): TestCase['data'] {
    if (!node) return undefined;
    const path = node.value as unknown;
    if (typeof path === 'string' && dataPattern.test(path) && !isAbsolutePath(path))
      return { path, place: placeOf(node) };
    return this.#reader.complain(node, '"data" must be the path of a .csv or .json file, relative to this file.');
  }

  #use(node: Node | undefined): TestCase['use'] {
    if (!node) return undefined;
    const [, path, name] = usePattern.exec(String(node.value)) ?? [];
    if (path !== undefined && name !== undefined && !isAbsolutePath(path))
      return { path, name: name.trim(), place: placeOf(node) };
    return this.#reader.complain(
      node,
      '"use" must be a test file, relative to this one, and the name of a case: "other.kapture-test.json#Add a customer".',
    );
  }

  #step(node: Node, keys: readonly string[], around: Dialect | undefined, index: number): TestStep | undefined {
    if (node.type !== 'object') return this.#reader.complain(node, 'A step must be an object.');
    this.#reader.checkKeys(node, keys);
    const source = this.#source(node);
    const operation = this.#operation(node, source);
    const key = propertyOf(node, 'key');
    if (key && key.value !== 'wrong')
      this.#reader.complain(
        key,
        '"key" can only be "wrong", which sends an invalid auth key. Without it, that of the connection is sent.',
      );
    const dialect = this.dialectOf(node, around);
    const expectations = readExpectations(node, this.#reader);
    const takes = this.#takes(propertyOf(node, 'take'));
    const retry = this.#retry(propertyOf(node, 'retry'), operation);
    return (
      operation &&
      source && {
        index,
        operation,
        dialect,
        source,
        wrongKey: key !== undefined,
        expectations,
        takes,
        retry,
        place: placeOf(node),
      }
    );
  }

  #source(node: Node): StepSource | undefined {
    const given = (['body', 'rawBody', 'file'] as const).filter((kind) => propertyOf(node, kind));
    const kind = given[0];
    if (!kind || given.length > 1)
      return this.#reader.complain(node, 'A step must have exactly one of "body", "rawBody" and "file".');
    const value = propertyOf(node, kind)!;
    if (kind === 'body') {
      const only = value.type === 'array' && value.children?.length === 1 ? value.children[0]! : value;
      if (only.type !== 'object')
        return this.#reader.complain(
          value,
          'A body must be a single object, with or without brackets around it. Use "rawBody" to send anything else.',
        );
      return { kind, content: this.#reader.template(only) };
    }
    if (value.type !== 'string') return this.#reader.complain(value, `"${kind}" must be a string.`);
    return kind === 'rawBody'
      ? { kind, content: this.#reader.template(value) }
      : { kind, path: value.value as string, place: placeOf(value) };
  }

  #operation(node: Node, source: StepSource | undefined): OperationId | undefined {
    const named = propertyOf(node, 'operation');
    const operation = operationIds.find((id) => id === named?.value);
    if (named && !operation)
      return this.#reader.complain(named, `"operation" must be one of ${operationIds.join(', ')}.`);
    if (source?.kind !== 'file') return operation ?? this.#reader.complain(node, 'A step needs an "operation".');
    const { path } = source;
    const fromFile = operationOfFile(path);
    // A step only sends request files.
    if (!fromFile)
      return this.#reader.complain(
        source.place,
        'A request file must have a name such as "customer.kapture-add.json".',
      );
    if (isAbsolutePath(path))
      return this.#reader.complain(source.place, 'The path of a request file must be relative to this file.');
    return operation && operation !== fromFile
      ? this.#reader.complain(
          named!,
          `"operation" does not match the name of the request file, which is for ${fromFile}.`,
        )
      : fromFile;
  }

  #retry(node: Node | undefined, operation: OperationId | undefined): Retry | undefined {
    if (!node) return undefined;
    if (node.type !== 'object') return this.#reader.complain(node, '"retry" must be an object with "times".');
    this.#reader.checkKeys(node, ['times', 'pauseMs']);
    if (operation && operations[operation].writes)
      return this.#reader.complain(
        node,
        `"retry" is only for reads. ${operations[operation].title} is a write, which is sent once.`,
      );
    const numberIn = (key: 'times' | 'pauseMs', least: number, most: number): number | undefined => {
      const value = propertyOf(node, key);
      const number = value?.value as unknown;
      if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) return number;
      return this.#reader.complain(value ?? node, `"${key}" must be a whole number from ${least} to ${most}.`);
    };
    const times = numberIn('times', 1, maxRetries);
    const pauseMs = propertyOf(node, 'pauseMs') ? numberIn('pauseMs', 0, maxRetryPauseMs) : defaultRetryPauseMs;
    return times !== undefined && pauseMs !== undefined ? { times, pauseMs } : undefined;
  }

  #takes(node: Node | undefined): Take[] {
    if (!node) return [];
    if (node.type !== 'object')
      return this.#reader.complain(node, '"take" must be an object with names and JSON pointers.') ?? [];
    return (node.children ?? []).flatMap((property) => {
      const [key, value] = property.children ?? [];
      const name = key?.value as string;
      if (!takenName.test(name))
        return (
          this.#reader.complain(
            key!,
            'A name can contain letters, digits, "_", "-" and ".", and must start with a letter or "_".',
          ) ?? []
        );
      if (typeof value?.value !== 'string' || !isPointer(value.value))
        return (
          this.#reader.complain(
            value ?? key!,
            'The value must be a JSON pointer, such as "/Enquiry/kapture_customer_id".',
          ) ?? []
        );
      return [{ name, pointer: value.value, place: placeOf(value) }];
    });
  }
}

/** The number of times that a request can be sent again, and the pause before each, in milliseconds. */
export const maxRetries = 100;
export const maxRetryPauseMs = 60_000;
export const defaultRetryPauseMs = 1000;

const expectKeys = ['status', 'outcome', 'message', 'response', 'withinMs'] as const;

/** The expectations of a step. Without `expect`, success is expected. */
function readExpectations(step: Node, reader: NodeReader): Expectation[] {
  const node = propertyOf(step, 'expect');
  if (!node) return [successAt(placeOf(propertyOf(step, 'operation') ?? step))];
  if (node.type !== 'object') return reader.complain(node, '"expect" must be an object.') ?? [];
  reader.checkKeys(node, expectKeys);
  if (!node.children?.length) reader.complain(node, '"expect" is empty.');
  const plain = (
    subject: 'status' | 'outcome' | 'withinMs',
    isGood: (value: unknown) => boolean,
    wanted: string,
  ): Expectation[] => {
    const value = propertyOf(node, subject);
    if (!value) return [];
    if (!isGood(value.value)) return reader.complain(value, `"${subject}" must be ${wanted}.`) ?? [];
    return [{ subject, pointer: '', verb: 'equals', operand: reader.template(value) }];
  };
  const message = propertyOf(node, 'message');
  const response = propertyOf(node, 'response');
  const snapshot = propertyOf(response, 'matchesSnapshot');
  return [
    // Without a stated outcome, the first response would become the snapshot even if it is an error, such as an invalid
    // key.
    ...(snapshot && !statesOutcome(node) ? [successAt(placeOf(snapshot))] : []),
    ...plain('status', (value) => Number.isInteger(value), 'an HTTP status such as 200'),
    ...plain(
      'outcome',
      (value) => value === 'success' || value === 'failed' || value === 'unrecognized',
      '"success", "failed" or "unrecognized"',
    ),
    ...(message ? readMatchers('message', '', message, reader) : []),
    ...readResponseExpectations(response, reader),
    ...plain('withinMs', (value) => typeof value === 'number' && value > 0, 'a number of milliseconds'),
  ];
}

function successAt(place: Place): Expectation {
  return { subject: 'outcome', pointer: '', verb: 'equals', operand: readTemplate('"success"', place) };
}

/** Whether the expectations say if the request succeeds. Kapture reports many failures with HTTP 200. */
function statesOutcome(expect: Node): boolean {
  const status = propertyOf(expect, 'status');
  const isFailure = typeof status?.value === 'number' && (status.value < 200 || status.value > 299);
  const response = propertyOf(expect, 'response');
  const envelope = ['/status', '/message'].map((pointer) => propertyOf(response, pointer));
  return isFailure || [propertyOf(expect, 'outcome'), propertyOf(expect, 'message'), ...envelope].some(Boolean);
}

function readResponseExpectations(node: Node | undefined, reader: NodeReader): Expectation[] {
  if (!node) return [];
  if (node.type !== 'object')
    return reader.complain(node, '"response" must be an object with JSON pointers and expected values.') ?? [];
  if (!node.children?.length) return reader.complain(node, '"response" is empty.') ?? [];
  const snapshot = readSnapshotExpectation(node, reader);
  const pointers = (node.children ?? []).filter(
    ({ children }) => !snapshotKeys.some((key) => key === children?.[0]?.value),
  );
  return pointers
    .flatMap((property) => {
      const [key, value] = property.children ?? [];
      const pointer = key?.value as string;
      if (!isPointer(pointer))
        return (
          reader.complain(
            key!,
            'A JSON pointer starts with a slash, such as "/Enquiry/phone". Write ~0 for ~ and ~1 for /.',
          ) ?? []
        );
      return value ? readMatchers('response', pointer, value, reader) : [];
    })
    .concat(snapshot);
}

const snapshotKeys = ['matchesSnapshot', 'ignore'] as const;

function readSnapshotExpectation(node: Node, reader: NodeReader): Expectation[] {
  const matches = propertyOf(node, 'matchesSnapshot');
  const ignore = propertyOf(node, 'ignore');
  if (!matches) return ignore ? (reader.complain(ignore, '"ignore" needs "matchesSnapshot".') ?? []) : [];
  if (matches.value !== true)
    return reader.complain(matches, '"matchesSnapshot" can only be true. Remove it to compare nothing.') ?? [];
  const pointers = ignore?.type === 'array' ? (ignore.children ?? []).map(({ value }) => value as unknown) : [];
  const isValid = (pointer: unknown): pointer is string => typeof pointer === 'string' && isPointer(pointer);
  if (ignore && (ignore.type !== 'array' || !pointers.every(isValid)))
    return reader.complain(ignore, '"ignore" must be an array of JSON pointers, such as "/Enquiry/contact_id".') ?? [];
  return [
    {
      subject: 'snapshot',
      pointer: '',
      verb: 'equals',
      operand: reader.template(matches),
      ignore: pointers.filter(isValid),
    },
  ];
}

/** An object with only verbs is read as matchers. Any other value must be equal. */
function readMatchers(subject: 'message' | 'response', pointer: string, node: Node, reader: NodeReader): Expectation[] {
  const properties = node.type === 'object' ? (node.children ?? []) : [];
  const named = properties.map((property) => ({
    verb: verbs.find((verb) => verb === property.children?.[0]?.value),
    operand: property.children?.[1],
  }));
  const isMatcher = named.length > 0 && named.every(({ verb, operand }) => verb && operand);
  const all = isMatcher ? named : [{ verb: 'equals' as const, operand: node }];
  return all.map(({ verb, operand }) => {
    checkOperand(subject, verb!, operand!, reader);
    return { subject, pointer, verb: verb!, operand: reader.template(operand!) };
  });
}

function checkOperand(subject: 'message' | 'response', verb: Verb, operand: Node, reader: NodeReader): void {
  if (verb === 'exists') {
    if (typeof operand.value !== 'boolean') reader.complain(operand, '"exists" must be true or false.');
  } else if (operand.type !== 'string' && (subject === 'message' || verb === 'matches')) {
    reader.complain(
      operand,
      subject === 'message' ? 'A message must be a string.' : '"matches" must be a string with a regular expression.',
    );
  } else if (verb === 'matches' && !(operand.value as string).includes('{{') && !isPattern(operand.value as string)) {
    reader.complain(operand, 'This is not a valid regular expression.');
  }
}

/** Maximum number of problems that are reported for a case, and for the file itself. */
const maxProblems = 50;

/** Reads values from the text of a test file and collects their problems. */
class NodeReader {
  readonly #text: string;
  readonly problems: TestProblem[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  template(node: Node): Template {
    return readTemplate(this.#text.slice(node.offset, node.offset + node.length), placeOf(node));
  }

  complain(at: Place, message: string): undefined {
    if (this.problems.length < maxProblems) this.problems.push({ offset: at.offset, length: at.length, message });
  }

  /** Reports unknown and duplicate keys. */
  checkKeys(node: Node, known: readonly string[]): void {
    this.problems.push(...keyProblems(node, known));
  }
}

function placeOf(node: Place | undefined): Place {
  return { offset: node?.offset ?? 0, length: node?.length ?? 0 };
}

/** Unknown and duplicate keys. They are problems because a typo in an expectation would let a case pass. */
function keyProblems(node: Node, known: readonly string[]): TestProblem[] {
  const keys = (node.children ?? []).map(({ children }) => children?.[0]).filter((key) => key !== undefined);
  const seen = new Set<string>();
  const found: TestProblem[] = [];
  for (const key of keys) {
    const name = key.value as string;
    if (!known.includes(name))
      found.push({ ...placeOf(key), message: `Unknown property "${name}". Known properties: ${known.join(', ')}.` });
    else if (seen.has(name)) found.push({ ...placeOf(key), message: `Duplicate property "${name}".` });
    seen.add(name);
    if (found.length === maxProblems) break;
  }
  return found;
}
