import { strictText } from '../json/looseJson.ts';
import { elementSpans } from '../json/spans.ts';
import { inEnglish } from '../problem/problem.ts';
import { writtenValueAt, type VariableValue } from '../variables/variables.ts';
import { readOtherFile, type ReadOtherFile } from './otherFiles.ts';
import type { DataRow, TestCase } from './testCase.ts';
import { withUsedCases } from './usedCases.ts';

export const rowPrefix = '$row.';

/**
 * The cases to run for a case, with the cases that they use: one for each row of its data, or only the case itself. If
 * the data cannot be read, that is a problem of the case.
 */
export async function casesOfRows(stated: TestCase, readFile: ReadOtherFile): Promise<readonly TestCase[]> {
  const testCase = await withUsedCases(stated, readFile);
  const { data, name, problems } = testCase;
  if (!data || problems.length) return [testCase];
  const { rows, problem } = await readRows(data.path, readFile);
  if (problem !== undefined) return [{ ...testCase, problems: [{ ...data.place, message: problem }] }];
  return rows.map((row) => ({ ...testCase, row, name: nameOfRow(name, row) }));
}

/** The cases to run for the cases of a file, in their order. */
export async function runnableCases(cases: readonly TestCase[], readFile: ReadOtherFile): Promise<readonly TestCase[]> {
  const runnable: TestCase[] = [];
  for (const testCase of cases) runnable.push(...(await casesOfRows(testCase, readFile)));
  return runnable;
}

/** The value of a variable of a row; undefined for any other variable. */
export function valueInRow(variable: string, row: DataRow | undefined): VariableValue | undefined {
  return variable.startsWith(rowPrefix) ? row?.valueOf(variable.slice(rowPrefix.length)) : undefined;
}

/** A sentence that says why a variable of a row has no value; undefined for any other variable. */
export function hintOfRow(variable: string, row: DataRow | undefined): string | undefined {
  if (!variable.startsWith(rowPrefix)) return undefined;
  if (!row) return 'Add "data" to the case, with the path of a CSV or JSON file.';
  const column = JSON.stringify(variable.slice(rowPrefix.length));
  return `Row ${row.number} of ${row.path} has no column ${column}. It has ${row.columns.join(', ') || 'no columns'}.`;
}

type Rows =
  | { readonly rows: readonly DataRow[]; readonly problem?: undefined }
  | { readonly rows?: undefined; readonly problem: string };

async function readRows(path: string, readFile: ReadOtherFile): Promise<Rows> {
  const { text, problem } = await readOtherFile('data file', path, readFile);
  if (problem !== undefined) return { problem };
  const result = path.endsWith('.csv') ? await csvRows(path, text) : jsonRows(path, text);
  return result.rows?.length === 0 ? { problem: `The data file ${path} has no rows.` } : result;
}

async function csvRows(path: string, text: string): Promise<Rows> {
  const [{ inspectTable, tableRows }, { TableError }] = await Promise.all([
    import('../bulk/tables/readTable.ts'),
    import('../bulk/tables/table.ts'),
  ]);
  const rows: DataRow[] = [];
  try {
    const table = await inspectTable({ text, name: path });
    const columns = table.columns.map(({ name }) => name);
    for await (const { row, cells, problem } of tableRows(table)) {
      if (problem) return { problem: `Row ${row} of the data file ${path}: ${inEnglish(problem)}` };
      const values = new Map(columns.map((column, index) => [column, cells[index] ?? '']));
      rows.push({ path, number: row, columns, valueOf: (column) => values.get(column) });
    }
  } catch (error) {
    if (!TableError.is(error)) throw error;
    return { problem: `The data file ${path}: ${inEnglish(error.problem)}` };
  }
  return { rows };
}

function jsonRows(path: string, text: string): Rows {
  const json = strictText(text);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { problem: `The data file ${path} is not JSON.` };
  }
  const isObject = (row: unknown): row is object => typeof row === 'object' && row !== null && !Array.isArray(row);
  if (!Array.isArray(value) || !value.every(isObject))
    return { problem: `The data file ${path} must be an array of objects, with one object per row.` };
  const spans = elementSpans(json, 0);
  const rows = value.map((row, index) => {
    const { start } = spans[index]!;
    return {
      path,
      number: index + 1,
      columns: Object.keys(row),
      // A number keeps all its digits.
      valueOf: (column: string) =>
        writtenValueAt(json, Object.hasOwn(row, column) ? [column] : column.split('.'), start),
    };
  });
  return { rows };
}

/** The name of a case with a row: with the values of the row that it names, and with the number of the row. */
function nameOfRow(name: string, row: DataRow): string {
  const filled = name.replace(/\{\{\s*(\$row\.[\w.:+-]+)\s*\}\}/g, (use, variable: string) => {
    const value = valueInRow(variable, row);
    return value === undefined ? use : String(value);
  });
  return `${filled} [row ${row.number}]`;
}
