import { inspectTable, tableRows } from '../../../../../src/kapture/bulk/tables/readTable.ts';
import { rowReader } from '../../../../../src/kapture/bulk/mappings/rowReader.ts';
import { suggestMapping } from '../../../../../src/kapture/bulk/mappings/suggestMapping.ts';
import { flat, inputsOf } from '../tableSupport.ts';

/** Reads the rows of a table and prints the growth of its memory in megabytes: `measuredTable.ts FILE`. */
const [file = ''] = process.argv.slice(2);

// The first table makes Node load and compile everything.
const mapping = { matchBy: 'phone', columns: [{ column: 'Phone', field: 'phone' }], constants: [] } as const;
await inputsOf(`Phone,x\n${'9876543210,y\n'.repeat(5000)}`, mapping);
globalThis.gc!();
const before = process.memoryUsage.rss();
let peak = before;
let count = 0;
const table = await inspectTable({ path: file });
const read = rowReader({ table, mapping: suggestMapping(table.columns, flat), forms: flat });
for await (const row of tableRows(table)) {
  read(row);
  if (++count % 1000) continue;
  // On a busy machine, V8 collects garbage later and needs more memory.
  globalThis.gc!();
  peak = Math.max(peak, process.memoryUsage.rss());
}
console.log(JSON.stringify({ count, grownMegabytes: Math.round((peak - before) / 1e6) }));
