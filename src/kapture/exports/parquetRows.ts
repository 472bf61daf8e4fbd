import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ExportType } from '../records/recordColumns.ts';
import type { ExportColumn } from './exportColumns.ts';
import type { RecordCells } from './recordCells.ts';
import type { WallTime } from './wallTime.ts';

/** Limits of a row group, in rows and in bytes of their records. Only one row group is in memory. */
const groupRows = 2000;
const groupBytes = 1 << 24;

type Value = string | bigint | boolean | Date | undefined;

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];

/** A moment is stored as an instant. Query engines recognize one only by its logical type. */
const types: Readonly<Record<ExportType, Omit<Schema[number], 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  json: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT64' },
  boolean: { type: 'BOOLEAN' },
  moment: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
};

function schemaOf(columns: readonly ExportColumn[]): Schema {
  return [
    { name: 'customers', num_children: columns.length },
    ...columns.map(({ name, type }) => ({ name, repetition_type: 'OPTIONAL' as const, ...types[type] })),
  ];
}

/** Writes records as Parquet, compressed with Snappy. Moments are instants, in UTC. */
export class ParquetRows {
  readonly #cells: RecordCells;
  readonly #wallTime: WallTime;
  readonly #writer = new ByteWriter();
  readonly #parquet: ParquetWriter;
  #columns: Value[][];
  #rows = 0;
  #bytes = 0;
  /** Number of cells that are null because their text does not match the type of their column. */
  mismatched = 0;

  constructor(cells: RecordCells, wallTime: WallTime) {
    this.#cells = cells;
    this.#wallTime = wallTime;
    this.#columns = cells.columns.map(() => []);
    this.#parquet = new ParquetWriter({
      writer: this.#writer,
      schema: schemaOf(cells.columns),
      createdBy: 'kapture-crm',
      kvMetadata: [{ key: 'kapture.timeZone', value: wallTime.zone }],
    });
  }

  /** Adds the current record of the cells. `bytes` is the record's size. */
  add(bytes: number): void {
    this.#columns.forEach((values, column) => values.push(this.#value(column)));
    this.#rows++;
    this.#bytes += bytes;
    if (this.#rows >= groupRows || this.#bytes >= groupBytes) this.#endGroup();
  }

  get ready(): number {
    return this.#writer.index;
  }

  /** The bytes that are ready to be written; valid until more are added. */
  take(): Uint8Array {
    const bytes = this.#writer.getBytes();
    this.#writer.index = 0;
    return bytes;
  }

  end(): void {
    if (this.#rows) this.#endGroup();
    void this.#parquet.finish();
  }

  #endGroup(): void {
    void this.#parquet.write({
      columnData: this.#cells.columns.map(({ name }, column) => ({ name, data: this.#columns[column]! })),
      rowGroupSize: this.#rows,
    });
    this.#columns = this.#columns.map(() => []);
    this.#rows = this.#bytes = 0;
  }

  #value(column: number): Value {
    const cells = this.#cells;
    if (!cells.find(column)) return undefined;
    const value = this.#typed(cells.columns[column]!);
    if (value === undefined && cells.text().trim() !== '') this.mismatched++;
    return value;
  }

  #typed({ type, key }: ExportColumn): Value {
    const cells = this.#cells;
    if (key) return cells.primarySource();
    switch (type) {
      case 'text':
        return cells.text();
      case 'json':
        return cells.json();
      case 'integer':
        return cells.integer();
      case 'boolean':
        return cells.boolean();
      case 'moment': {
        const moment = cells.moment(this.#wallTime.zone);
        return moment === undefined ? undefined : new Date(this.#wallTime.instantOf(moment));
      }
    }
  }
}
