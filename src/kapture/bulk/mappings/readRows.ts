import { variablesIn, type VariableLookup } from '../../variables/variables.ts';
import type { RowInput } from '../plans/rowInput.ts';
import { rowReader, type RowReaderOptions } from './rowReader.ts';
import type { TableRow } from '../tables/table.ts';

/** Reads rows with a mapping. Variables are looked up for each row, because a row is a request. */
export async function* readRows(
  rows: Iterable<TableRow> | AsyncIterable<TableRow>,
  options: Omit<RowReaderOptions, 'lookup'>,
  lookUp: () => VariableLookup,
): AsyncGenerator<RowInput> {
  const hasVariables = options.mapping.constants.some(({ value }) => variablesIn(JSON.stringify(value)).length > 0);
  let lookup: VariableLookup = () => undefined;
  const read = rowReader({ ...options, lookup: () => lookup });
  for await (const row of rows) {
    if (hasVariables) lookup = lookUp();
    yield read(row);
  }
}
