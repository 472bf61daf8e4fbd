import { inspectTable, tableRows } from '../../../../src/kapture/bulk/tables/readTable.ts';
import { rowReader } from '../../../../src/kapture/bulk/mappings/rowReader.ts';
import { writeForms, type WriteForms, type Mapping } from '../../../../src/kapture/bulk/mappings/mapping.ts';
import type { RowInput } from '../../../../src/kapture/bulk/plans/planRow.ts';
import { TableError, type Table, type TableRow } from '../../../../src/kapture/bulk/tables/table.ts';
import type { Dialect } from '../../../../src/kapture/catalogue/dialect.ts';
import type { VariableLookup } from '../../../../src/kapture/variables/variables.ts';

export const flat: WriteForms = formsOf('flat');

export function formsOf(dialect: Dialect): WriteForms {
  return writeForms({ dialect, dialects: {} });
}

export function tableOf(text: string): Promise<Table> {
  return inspectTable({ text, name: 'pasted' });
}

export async function rowsOf(table: Table): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const row of tableRows(table)) rows.push(row);
  return rows;
}

export async function inputsOf(
  text: string,
  mapping: Mapping,
  { forms = flat, lookup }: { readonly forms?: WriteForms; readonly lookup?: VariableLookup } = {},
): Promise<RowInput[]> {
  const table = await tableOf(text);
  const read = rowReader({ table, mapping, forms, ...(lookup && { lookup: () => lookup }) });
  return (await rowsOf(table)).map(read);
}

/** The reason and sentence of the error with which a promise rejects. */
export async function tableErrorOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (TableError.is(error)) return `${error.reason}: ${error.message}`;
    throw error;
  }
  return 'no error';
}
