import { access, readFile } from 'node:fs/promises';
import type { WriteForms } from '../../kapture/bulk/mappings/bulkFields.ts';
import { checkMapping } from '../../kapture/bulk/mappings/checkMapping.ts';
import type { Mapping } from '../../kapture/bulk/mappings/mapping.ts';
import { identifiers } from '../../kapture/bulk/plans/identifiers.ts';
import { mappingPathOf, readMappingFile } from '../../kapture/bulk/mappings/mappingFile.ts';
import type { Identifier } from '../../kapture/bulk/plans/rowInput.ts';
import { suggestMapping } from '../../kapture/bulk/mappings/suggestMapping.ts';
import type { Table } from '../../kapture/bulk/tables/table.ts';
import { lineAndColumn } from '../../kapture/payloadTests/junit.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import { plain } from '../shared/plain.ts';
import { systemReason } from '../shared/systemReason.ts';
import { UsageError } from '../shared/usageError.ts';
import type { ImportOptions } from './importCommand.ts';

export interface StoredMapping {
  readonly mapping: Mapping;
  readonly path: string;
}

/** The mapping of --mapping, or the one beside the table; undefined if there is none. */
export async function readMapping(file: string, options: ImportOptions): Promise<StoredMapping | undefined> {
  const path = options.mapping ?? mappingPathOf(file);
  if (options.mapping === undefined && !(await access(path).then(...exists))) return undefined;
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`The mapping ${plain(path)} could not be read: ${systemReason(error)}.`);
  });
  const { mapping, problems } = readMappingFile(text);
  if (mapping) return { mapping, path };
  const lines = problems.map(
    ({ offset, problem }) => `${path}:${lineAndColumn(text, offset)}  ${plain(inEnglish(problem))}`,
  );
  throw new UsageError(lines.join('\n'));
}

const exists = [() => true, () => false] as const;

/** The mapping of a run: a stored one, or a suggestion by the names of the columns, with the changes of the options. */
export function mappingFor(
  table: Table,
  stored: StoredMapping | undefined,
  options: ImportOptions,
  forms: WriteForms,
): Mapping {
  const identifyBy = identifierIn(options);
  const base = stored?.mapping ?? suggestMapping(table.columns, forms, { identifyBy });
  let { columns, constants } = base;
  for (const text of options.map) {
    const at = text.lastIndexOf('=');
    if (at < 1) throw new UsageError('Option --map must be COLUMN=FIELD.');
    const [column, field] = [text.slice(0, at), text.slice(at + 1)];
    // The field belongs to this column only.
    columns = columns.map((other) => (other.field === field ? { column: other.column } : other));
    columns = [...columns.filter((other) => other.column !== column), { column, ...(field && { field }) }];
  }
  for (const text of options.set) {
    const [, field, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (field === undefined || value === undefined) throw new UsageError('Option --set must be FIELD=VALUE.');
    constants = [...constants.filter((other) => other.field !== field), { field, value }];
  }
  return { ...base, columns, constants, ...(identifyBy && { identifyBy }) };
}

/** The warnings of a mapping. Throws a {@link UsageError} if it has other problems. */
export function warningsOf(mapping: Mapping, table: Table, forms: WriteForms, lookup: VariableLookup): string[] {
  const found = checkMapping(mapping, forms, { columns: table.columns.map(({ name }) => name), lookup });
  const errors = found.filter(({ isWarning }) => !isWarning);
  if (errors.length) throw new UsageError(errors.map(({ problem }) => plain(inEnglish(problem))).join('\n'));
  return found.map(({ problem }) => inEnglish(problem));
}

function identifierIn({ identifyBy }: ImportOptions): Identifier | undefined {
  if (identifyBy === undefined) return undefined;
  const found = identifiers.find((known) => known === identifyBy);
  if (!found) throw new UsageError(`Option --identify-by must be one of ${identifiers.join(', ')}.`);
  return found;
}
