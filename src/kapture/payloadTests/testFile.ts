import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { operationIds, operationOfFile, type OperationId } from '../operations.ts';
import { depthOf, deepest } from '../requestBody.ts';
import { isPointer } from './jsonPointer.ts';
import { patternOf } from './pattern.ts';
import { readTemplate, type Place, type Template } from './template.ts';

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

/** One thing that has to be true of a reply. */
export interface Expectation {
  readonly subject: 'status' | 'outcome' | 'message' | 'reply' | 'withinMs';
  /** For `reply`: the JSON pointer of the value. */
  readonly pointer: string;
  readonly verb: Verb;
  readonly operand: Template;
}

/** A value of a reply that later steps use as `{{name}}`. */
export interface Take {
  readonly name: string;
  readonly pointer: string;
  readonly place: Place;
}

/** What a step sends. */
export type StepSource =
  /** `content` is the object itself, without the brackets that may stand around it. */
  | { readonly kind: 'body'; readonly content: Template }
  /** `content` is a string that is sent letter by letter. */
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

const stepKeys = ['operation', 'body', 'rawBody', 'file', 'key', 'expect', 'take'] as const;
const caseKeys = ['name', 'steps', ...stepKeys] as const;
const expectKeys = ['status', 'outcome', 'message', 'reply', 'withinMs'] as const;

/** Reads a file of payload tests, with the places of everything that an editor marks. Comments and trailing commas are fine. */
export function readTestFile(text: string): TestFile {
  if (depthOf(text) > deepest) return { cases: [], problems: [{ offset: 0, length: text.length, message: `This nests deeper than ${deepest} levels.` }] };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const problems: TestProblem[] = errors.slice(0, 1).map(({ error, offset, length }) => (
    // The parser names its findings in camel case: "CommaExpected".
    { offset, length, isSyntax: true, message: `This is not JSON: ${printParseErrorCode(error).replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()}.` }
  ));
  const list = root && propertyOf(root, 'cases');
  if (list?.type === 'array') {
    if (!problems.length && !list.children?.length) problems.push({ ...placeOf(list), message: 'There is no case here.' });
    return { cases: (list.children ?? []).map((node, index) => new CaseReader(text).read(node, index)), problems: [...problems, ...slips(root!, ['cases', '$schema'])] };
  }
  if (!problems.length) problems.push({ ...placeOf(list ?? root), message: 'A file of payload tests is an object with a list of "cases".' });
  return { cases: [], problems };
}

/** Reads one case; what is wrong with it is collected. */
class CaseReader {
  readonly #text: string;
  readonly #problems: TestProblem[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  read(node: Node, index: number): TestCase {
    const nameNode = propertyOf(node, 'name');
    const name = typeof nameNode?.value === 'string' && nameNode.value.trim() ? nameNode.value.trim() : `case ${index + 1}`;
    const list = propertyOf(node, 'steps');
    let steps: TestStep[] = [];
    if (node.type !== 'object') this.#complain(node, 'A case is an object.');
    else if (!nameNode || name !== String(nameNode.value).trim()) this.#complain(nameNode ?? node, 'A case needs a name.');
    if (list) {
      for (const key of stepKeys.filter((key) => propertyOf(node, key))) this.#complain(propertyOf(node, key)!, `With "steps", "${key}" stands in a step.`);
      if (list.type !== 'array' || !list.children?.length) this.#complain(list, '"steps" is a list of at least one step.');
      steps = (list.children ?? []).map((step) => this.#step(step, stepKeys)).filter((step) => step !== undefined);
    } else if (node.type === 'object') {
      steps = [this.#step(node, caseKeys)].filter((step) => step !== undefined);
    }
    if (list) this.#problems.push(...slips(node, caseKeys));
    return { name, place: placeOf(nameNode ?? node), steps, problems: this.#problems };
  }

  #step(node: Node, keys: readonly string[]): TestStep | undefined {
    if (node.type !== 'object') return this.#complain(node, 'A step is an object.');
    this.#problems.push(...slips(node, keys));
    const source = this.#source(node);
    const operation = this.#operation(node, source);
    const key = propertyOf(node, 'key');
    if (key && key.value !== 'wrong') this.#complain(key, '"key" can be "wrong", for a key that is wrong on purpose. Without it, the connection\'s own is sent.');
    const expectations = this.#expectations(node);
    const takes = this.#takes(propertyOf(node, 'take'));
    return operation && source && { operation, source, wrongKey: key !== undefined, expectations, takes, place: placeOf(node) };
  }

  #source(node: Node): StepSource | undefined {
    const given = (['body', 'rawBody', 'file'] as const).filter((kind) => propertyOf(node, kind));
    const kind = given[0];
    if (!kind || given.length > 1) return this.#complain(node, 'A step sends one of "body", "rawBody" and "file".');
    const value = propertyOf(node, kind)!;
    if (kind === 'body') {
      const only = value.type === 'array' && value.children?.length === 1 ? value.children[0]! : value;
      if (only.type !== 'object') return this.#complain(value, 'A body is one object, with or without brackets around it. Anything else can be sent as a "rawBody".');
      return { kind, content: this.#template(only) };
    }
    if (value.type !== 'string') return this.#complain(value, `"${kind}" is a text.`);
    return kind === 'rawBody' ? { kind, content: this.#template(value) } : { kind, path: value.value as string, place: placeOf(value) };
  }

  #operation(node: Node, source: StepSource | undefined): OperationId | undefined {
    const named = propertyOf(node, 'operation');
    const operation = operationIds.find((id) => id === named?.value);
    if (named && !operation) return this.#complain(named, `"operation" is one of ${operationIds.join(', ')}.`);
    if (source?.kind !== 'file') return operation ?? this.#complain(node, 'A step needs an "operation".');
    const { path } = source;
    const fromFile = operationOfFile(path);
    // Nothing else of the disk is ever sent.
    if (!fromFile) return this.#complain(source.place, 'A request file has a name such as "customer.kapture-add.json".');
    if (/^([/\\]|[A-Za-z]:|\w+:\/\/)/.test(path)) return this.#complain(source.place, 'The path of a request file is relative to this file.');
    return operation && operation !== fromFile ? this.#complain(named!, `By its name the request file is for ${fromFile}.`) : fromFile;
  }

  #expectations(step: Node): Expectation[] {
    const node = propertyOf(step, 'expect');
    if (!node) return [{ subject: 'outcome', pointer: '', verb: 'equals', operand: readTemplate('"success"', placeOf(propertyOf(step, 'operation') ?? step)) }];
    if (node.type !== 'object') return this.#complain(node, '"expect" is an object.') ?? [];
    this.#problems.push(...slips(node, expectKeys));
    if (!node.children?.length) this.#complain(node, 'Nothing is expected here.');
    const plain = (subject: 'status' | 'outcome' | 'withinMs', isGood: (value: unknown) => boolean, wanted: string): Expectation[] => {
      const value = propertyOf(node, subject);
      if (!value) return [];
      if (!isGood(value.value)) return this.#complain(value, `"${subject}" is ${wanted}.`) ?? [];
      return [{ subject, pointer: '', verb: 'equals', operand: this.#template(value) }];
    };
    const message = propertyOf(node, 'message');
    return [
      ...plain('status', (value) => Number.isInteger(value), 'an HTTP status such as 200'),
      ...plain('outcome', (value) => value === 'success' || value === 'failed' || value === 'unreadable', '"success", "failed" or "unreadable"'),
      ...(message ? this.#matchers('message', '', message) : []),
      ...this.#replyExpectations(propertyOf(node, 'reply')),
      ...plain('withinMs', (value) => typeof value === 'number' && value > 0, 'a number of milliseconds'),
    ];
  }

  #replyExpectations(node: Node | undefined): Expectation[] {
    if (!node) return [];
    if (node.type !== 'object') return this.#complain(node, '"reply" is an object of JSON pointers and what is expected there.') ?? [];
    if (!node.children?.length) return this.#complain(node, 'Nothing is expected here.') ?? [];
    return (node.children ?? []).flatMap((property) => {
      const [key, value] = property.children ?? [];
      const pointer = key?.value as string;
      if (!isPointer(pointer)) return this.#complain(key!, 'A JSON pointer starts with a slash, such as "/Enquiry/phone"; ~0 stands for ~ and ~1 for /.') ?? [];
      return value ? this.#matchers('reply', pointer, value) : [];
    });
  }

  /** A plain value is to be equal; an object of nothing but verbs says something else, or several things. */
  #matchers(subject: 'message' | 'reply', pointer: string, node: Node): Expectation[] {
    const properties = node.type === 'object' ? node.children ?? [] : [];
    const named = properties.map((property) => ({ verb: verbs.find((verb) => verb === property.children?.[0]?.value), operand: property.children?.[1] }));
    const isMatcher = named.length > 0 && named.every(({ verb, operand }) => verb && operand);
    const all = isMatcher ? named : [{ verb: 'equals' as const, operand: node }];
    return all.map(({ verb, operand }) => {
      this.#checkOperand(subject, verb!, operand!);
      return { subject, pointer, verb: verb!, operand: this.#template(operand!) };
    });
  }

  #checkOperand(subject: 'message' | 'reply', verb: Verb, operand: Node): void {
    if (verb === 'exists') {
      if (typeof operand.value !== 'boolean') this.#complain(operand, '"exists" is true or false.');
    } else if (operand.type !== 'string' && (subject === 'message' || verb === 'matches')) {
      this.#complain(operand, subject === 'message' ? 'A message is a text.' : '"matches" takes a regular expression as a text.');
    } else if (verb === 'matches' && !(operand.value as string).includes('{{') && !patternOf(operand.value as string)) {
      this.#complain(operand, 'This is not a regular expression.');
    }
  }

  #takes(node: Node | undefined): Take[] {
    if (!node) return [];
    if (node.type !== 'object') return this.#complain(node, '"take" is an object of names and JSON pointers.') ?? [];
    return (node.children ?? []).flatMap((property) => {
      const [key, value] = property.children ?? [];
      const name = key?.value as string;
      if (!/^[A-Za-z_][\w.-]*$/.test(name)) return this.#complain(key!, 'A name has letters, digits, _, - and dots, and starts with a letter.') ?? [];
      if (typeof value?.value !== 'string' || !isPointer(value.value)) return this.#complain(value ?? key!, 'What is taken is named by a JSON pointer, such as "/Enquiry/kapture_customer_id".') ?? [];
      return [{ name, pointer: value.value, place: placeOf(value) }];
    });
  }

  #template(node: Node): Template {
    return readTemplate(this.#text.slice(node.offset, node.offset + node.length), placeOf(node));
  }

  #complain(at: Place, message: string): undefined {
    this.#problems.push({ offset: at.offset, length: at.length, message });
  }
}

function propertyOf(node: Node, name: string): Node | undefined {
  return node.type === 'object' ? node.children?.findLast(({ children }) => children?.[0]?.value === name)?.children?.[1] : undefined;
}

function placeOf(node: Place | undefined): Place {
  return { offset: node?.offset ?? 0, length: node?.length ?? 0 };
}

/** Keys that nobody knows, or that stand there twice, are slips; and a slip in an expectation would let a case pass. */
function slips(node: Node, known: readonly string[]): TestProblem[] {
  const keys = (node.children ?? []).map(({ children }) => children?.[0]).filter((key) => key !== undefined);
  return keys.flatMap((key, index) => {
    const name = key.value as string;
    if (!known.includes(name)) return [{ ...placeOf(key), message: `There is no "${name}" here, only ${known.join(', ')}.` }];
    return keys.slice(0, index).some(({ value }) => value === name) ? [{ ...placeOf(key), message: `There is a "${name}" here already.` }] : [];
  });
}
