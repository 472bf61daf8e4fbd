import type { ListModule } from '../../kapture/catalogue/operation.ts';
import { columnsByModule, customColumn, recordColumn, type ExportColumn } from '../../kapture/exports/exportColumns.ts';
import type { StoredRecords } from '../../kapture/store/spoolFiles.ts';

/** The columns that engines make of the folders. */
const partitions = ['tenant', 'module', 'date'];

/**
 * The columns of a partition: those of an export, one for each further field of its records, and the record. Column
 * names differ in more than case, because query engines ignore it.
 */
export async function datasetColumns(
  module: ListModule,
  records: AsyncIterable<StoredRecords>,
): Promise<readonly ExportColumn[]> {
  const known = columnsByModule[module].parquet;
  const columns = [...known, recordColumn];
  const names = new Set([...partitions, ...columns.map(({ name }) => name)]);
  for (const field of await furtherFields(known, records)) {
    let name = field;
    while (names.has(name.toLowerCase())) name += '_field';
    names.add(name.toLowerCase());
    columns.push({ ...customColumn(field), name });
  }
  return columns;
}

/** The fields that no column reads, sorted, so that the order of the records does not change the columns. */
async function furtherFields(
  columns: readonly ExportColumn[],
  records: AsyncIterable<StoredRecords>,
): Promise<readonly string[]> {
  const known = new Set(
    columns.flatMap(({ from }) => from.flatMap((source) => (source.contact === undefined ? source.field : []))),
  );
  const further = new Set<string>();
  for await (const { bytes, spans } of records) {
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let index = 0; index < spans.length; index += 2) {
      // The values are not used, so it does not matter that JSON.parse rounds numbers.
      const record = JSON.parse(all.toString('utf8', spans[index], spans[index + 1])) as object;
      for (const field of Object.keys(record)) if (!known.has(field)) further.add(field);
    }
  }
  return [...further].sort();
}
