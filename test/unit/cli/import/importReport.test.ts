import assert from 'node:assert/strict';
import { ImportReport } from '../../../../src/cli/import/importReport.ts';
import type { PlanDatabase } from '../../../../src/kapture/bulk/plans/planDatabase.ts';
import { usedHeap } from '../../usedHeap.ts';

describe('ImportReport', () => {
  it('thousands of rows with a line each → the first 20 and a count are printed, and the others are not kept', async () => {
    const total = 2000;
    let most = 0;
    const store = {
      rowsAfter: (_query: unknown, after: number, limit: number) => {
        most = Math.max(most, usedHeap());
        return Array.from({ length: Math.min(limit, total - after) }, (_, index) => ({ row: after + index + 1 }));
      },
    } as unknown as PlanDatabase;
    const printed: string[] = [];
    const report = new ImportReport((text) => text);
    report.print = (...lines) => printed.push(...lines.map((line) => line.slice(0, 20)));
    const before = usedHeap();
    await report.printRows(store, { plan: 1 }, 'Rows:', ({ row }) =>
      [`${row}`.padEnd(20) + 'x'.repeat(50_000)].map(flat),
    );
    assert.equal(printed.length, 22);
    assert.deepEqual([printed[0], printed[20]!.trim(), printed[21]], ['Rows:', '20', `  … and ${total - 20} more`]);
    assert.ok(most - before < 20, `${most - before} MB`);
  });
});

/** Until it is read, the text of a concatenation shares its parts. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}
