import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { dialects, type Dialect } from '../catalogue/dialect.ts';
import { operationIds, operationOfFile, type OperationId } from '../catalogue/registry.ts';
import { maxJsonDepth, jsonDepth, maxJsonLength } from '../json/jsonLimits.ts';
import { isPointer } from '../json/jsonPointer.ts';
import { propertyOf } from '../json/propertyOf.ts';
import { syntaxProblem } from '../json/syntaxProblem.ts';
import { inEnglish } from '../problem/problem.ts';
import { readExpectations } from './readExpectations.ts';
import type { StepSource, Take, TestCase, TestFile, TestProblem, TestStep } from './testCase.ts';
import { keyProblems, NodeReader, placeOf } from './testNodes.ts';

const stepKeys = ['operation', 'dialect', 'body', 'rawBody', 'file', 'key', 'expect', 'take'] as const;
const caseKeys = ['name', 'steps', ...stepKeys] as const;

/** Maximum number of steps in a file, in all cases together. */
const maxSteps = 2000;

/** The result for a file that is too large to be read. */
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
    return {
      cases: (list.children ?? []).map((node, index) => new CaseReader(text, dialect).read(node, index)),
      problems: [...problems, ...ofFile.problems, ...keyProblems(root!, ['cases', 'dialect', '$schema'])],
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

  /** `dialect` is that of the file. */
  constructor(text: string, dialect?: Dialect) {
    this.#reader = new NodeReader(text);
    this.#dialect = dialect;
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
    return {
      name,
      place: placeOf(nameNode ?? node),
      steps,
      hasSteps: list !== undefined,
      problems: this.#reader.problems,
    };
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
        '"key" can only be "wrong", which sends an invalid key. Without it, the key of the connection is sent.',
      );
    const dialect = this.dialectOf(node, around);
    const expectations = readExpectations(node, this.#reader);
    const takes = this.#takes(propertyOf(node, 'take'));
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
    // Other files are never sent.
    if (!fromFile)
      return this.#reader.complain(
        source.place,
        'A request file must have a name such as "customer.kapture-add.json".',
      );
    if (/^([/\\]|[A-Za-z]:|\w+:\/\/)/.test(path))
      return this.#reader.complain(source.place, 'The path of a request file must be relative to this file.');
    return operation && operation !== fromFile
      ? this.#reader.complain(
          named!,
          `"operation" does not match the name of the request file, which is for ${fromFile}.`,
        )
      : fromFile;
  }

  #takes(node: Node | undefined): Take[] {
    if (!node) return [];
    if (node.type !== 'object')
      return this.#reader.complain(node, '"take" must be an object with names and JSON pointers.') ?? [];
    return (node.children ?? []).flatMap((property) => {
      const [key, value] = property.children ?? [];
      const name = key?.value as string;
      if (!/^[A-Za-z_][\w.-]*$/.test(name))
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
