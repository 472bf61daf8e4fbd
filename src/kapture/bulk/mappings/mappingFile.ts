import path from 'node:path';
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { ChangedFile } from '../../json/changedFile.ts';
import { jsonDepth, maxJsonDepth, maxJsonLength } from '../../json/jsonLimits.ts';
import { syntaxProblem } from '../../json/syntaxProblem.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { identifiers } from '../plans/identifiers.ts';
import { checkMapping, type CheckMappingOptions, type MappingProblem } from './checkMapping.ts';
import { type WriteForms, blankRules, type ColumnMapping, type ConstantMapping, type Mapping } from './mapping.ts';

/** The suffix of mapping files: `customers.kapture-import.json` is that of `customers.csv`. */
export const mappingSuffix = '.kapture-import.json';

export function mappingPathOf(file: string): string {
  const { dir, name } = path.parse(file);
  return path.join(dir, name + mappingSuffix);
}

/** A problem of a mapping file, with its place in the text in UTF-16 units. */
export interface MappingFileProblem {
  readonly offset: number;
  readonly length: number;
  readonly problem: Problem;
  readonly isWarning?: true;
}

export interface MappingFile {
  /** Undefined if the file has problems. */
  readonly mapping?: Mapping;
  readonly problems: readonly MappingFileProblem[];
}

type Place = Pick<Node, 'offset' | 'length'>;

export const tooLargeMapping: MappingFile = {
  problems: [{ offset: 0, length: 1, problem: problem('This mapping is too large.') }],
};

/** Reads a mapping file. Comments and trailing commas are allowed. */
export function readMappingFile(text: string): MappingFile {
  const reader = new MappingReader();
  const mapping = reader.read(text);
  return mapping ? { mapping, problems: reader.problems } : { problems: reader.problems };
}

/**
 * The problems of a mapping file for the dialects of a connection, and for a table if its columns are known. None if it
 * cannot be read: the editor reports what its JSON schema rejects.
 */
export function problemsOfMappingFile(
  text: string,
  forms: WriteForms,
  options: CheckMappingOptions = {},
): readonly MappingFileProblem[] {
  const reader = new MappingReader();
  const mapping = reader.read(text);
  if (!mapping) return [];
  return checkMapping(mapping, forms, options).map((found) => ({
    ...reader.placeOf(found),
    problem: found.problem,
    ...(found.isWarning && { isWarning: true as const }),
  }));
}

export function writeMappingFile({ matchBy, columns, constants }: Mapping): string {
  const file = {
    matchBy,
    columns: Object.fromEntries(columns.map((column) => [column.column, columnValue(column)])),
    ...(constants.length && { constants: Object.fromEntries(constants.map(({ field, value }) => [field, value])) }),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function columnValue({ field, blank = 'omit', isExact }: ColumnMapping): unknown {
  if (field === undefined) return null;
  if (blank === 'omit' && !isExact) return field;
  return { field, ...(blank !== 'omit' && { blank }), ...(isExact && { exact: true }) };
}

/**
 * The text of a mapping file that is saved again: only the entries that differ are changed, so comments and layout
 * stay. An earlier text that cannot be read is replaced.
 */
export function changedMappingFile(earlier: string, mapping: Mapping): string {
  const { mapping: before } = readMappingFile(earlier);
  if (!before) return writeMappingFile(mapping);
  const file = new ChangedFile(earlier);
  file.change(['matchBy'], before.matchBy, mapping.matchBy);
  const columnsOf = ({ columns }: Mapping): Map<string, unknown> =>
    new Map(columns.map((column) => [column.column, columnValue(column)]));
  const constantsOf = ({ constants }: Mapping): Map<string, unknown> =>
    new Map(constants.map(({ field, value }) => [field, value]));
  changeEntries(file, 'columns', columnsOf(before), columnsOf(mapping));
  changeEntries(file, 'constants', constantsOf(before), constantsOf(mapping));
  return file.text;
}

function changeEntries(
  file: ChangedFile,
  name: string,
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): void {
  if (before.size && !after.size) return file.change([name], {}, undefined);
  for (const key of new Set([...before.keys(), ...after.keys()]))
    file.change([name, key], before.get(key), after.get(key));
}

/** Reads one text and keeps the places of what it has read. */
class MappingReader {
  readonly problems: MappingFileProblem[] = [];
  #matchBy: Place = { offset: 0, length: 1 };
  readonly #columns = new Map<string, Place>();
  readonly #constants = new Map<string, Place>();

  read(text: string): Mapping | undefined {
    if (text.length > maxJsonLength || jsonDepth(text) > maxJsonDepth)
      return void this.problems.push(...tooLargeMapping.problems);
    const errors: ParseError[] = [];
    const root = parseTree(text, errors, { allowTrailingComma: true });
    const [syntax] = errors;
    if (syntax)
      return this.#complain(
        syntax,
        problem('This is not JSON: {0}.', syntaxProblem(printParseErrorCode(syntax.error))),
      );
    if (root?.type !== 'object')
      return this.#complain(root ?? { offset: 0, length: 0 }, problem('A mapping must be an object.'));
    const mapping = this.#object(root);
    return this.problems.length ? undefined : mapping;
  }

  placeOf({ column, constant }: MappingProblem): Place {
    const place =
      (column !== undefined ? this.#columns.get(column) : undefined) ??
      (constant !== undefined ? this.#constants.get(constant) : undefined) ??
      this.#matchBy;
    return { offset: place.offset, length: place.length };
  }

  #object(root: Node): Mapping | undefined {
    const parts = this.#properties(root, ['$schema', 'matchBy', 'columns', 'constants']);
    const matchBy = this.#choice('matchBy', parts.get('matchBy'), identifiers);
    this.#matchBy = parts.get('matchBy') ?? this.#matchBy;
    if (!parts.has('matchBy')) this.#complain({ ...root, length: 1 }, problem('{0} is missing.', '"matchBy"'));
    if (!parts.has('columns')) this.#complain({ ...root, length: 1 }, problem('{0} is missing.', '"columns"'));
    const columns = [...this.#entries(parts.get('columns'))].map(([name, value]) => this.#column(name, value));
    const constants = [...this.#entries(parts.get('constants'))].map(([name, value]) => this.#constant(name, value));
    return matchBy && { matchBy, columns, constants };
  }

  #column(column: string, value: Node): ColumnMapping {
    this.#columns.set(column, value);
    if (value.type === 'null') return { column };
    if (value.type === 'string' && value.value !== '') return { column, field: value.value as string };
    if (value.type !== 'object') {
      this.#complain(value, problem('The value of a column must be the name of a field, null, or an object.'));
      return { column };
    }
    const parts = this.#properties(value, ['field', 'blank', 'exact']);
    const field = parts.get('field');
    const exact = parts.get('exact');
    const blank = this.#choice('blank', parts.get('blank'), blankRules);
    if (field?.type !== 'string' || field.value === '')
      this.#complain(field ?? value, problem('{0} must be the name of a field.', '"field"'));
    if (exact && exact.type !== 'boolean') this.#complain(exact, problem('{0} must be true or false.', '"exact"'));
    return {
      column,
      field: String(field?.value),
      ...(blank && { blank }),
      ...(exact?.value === true && { isExact: true }),
    };
  }

  #constant(field: string, value: Node): ConstantMapping {
    this.#constants.set(field, value);
    if (value.type !== 'string') this.#complain(value, problem('A constant must be a string.'));
    return { field, value: String(value.value) };
  }

  #choice<Value extends string>(name: string, node: Node | undefined, values: readonly Value[]): Value | undefined {
    const found = values.find((value) => value === node?.value);
    if (node && !found)
      this.#complain(
        node,
        problem('{0} must be one of {1}.', `"${name}"`, values.map((value) => JSON.stringify(value)).join(', ')),
      );
    return found;
  }

  /** The properties of an object by their names, with problems for unknown ones. */
  #properties(node: Node, known: readonly string[]): ReadonlyMap<string, Node> {
    const entries = this.#entries(node);
    for (const [name, value] of entries) {
      if (!known.includes(name))
        this.#complain(value.parent!.children![0]!, problem('Unknown property {0}.', JSON.stringify(name)));
    }
    return entries;
  }

  #entries(node: Node | undefined): ReadonlyMap<string, Node> {
    const entries = new Map<string, Node>();
    if (!node) return entries;
    if (node.type !== 'object') {
      this.#complain(node, problem('This must be an object.'));
      return entries;
    }
    for (const { children } of node.children ?? []) {
      const [key, value] = children ?? [];
      if (!key || !value) continue;
      if (entries.has(key.value as string))
        this.#complain(key, problem('Duplicate property {0}.', JSON.stringify(key.value)));
      entries.set(key.value as string, value);
    }
    return entries;
  }

  #complain({ offset, length }: Place, found: Problem): undefined {
    this.problems.push({ offset, length, problem: found });
  }
}
