import assert from 'node:assert/strict';
import { operationIds, operations } from '../../../src/kapture/catalogue/registry.ts';
import { fieldTable, operationTable } from '../../../build/operationTables.ts';

const cellsOf = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());

describe('fieldTable', () => {
  for (const id of operationIds) {
    it(`${id} → one row per field, with four cells`, () => {
      const [head = '', rule = '', ...rows] = fieldTable(id).split('\n');
      assert.deepEqual(cellsOf(head), ['Field', 'Documented type', 'Requirement', 'Description']);
      assert.deepEqual(cellsOf(rule), ['---', '---', '---', '---']);
      assert.deepEqual(
        rows.map((row) => cellsOf(row)[0]),
        Object.keys(operations[id].request().properties).map((name) => `\`${name}\``),
      );
      for (const row of rows) assert.equal(cellsOf(row).length, 4, row);
    });
  }
  it('a field of Add → its documented type, requirement and description', () => {
    assert(
      fieldTable('add').includes(
        '| `gender` | char | Documented as required, not enforced | Gender of the contact person: M or F. |',
      ),
    );
  });
});

describe('operationTable', () => {
  it('every operation → one row with five cells', () => {
    const [, , ...rows] = operationTable().split('\n');
    assert.deepEqual(
      rows.map((row) => cellsOf(row)),
      operationIds.map((id) => {
        const { title, path, pathCertainty, shape, writes } = operations[id];
        return [
          title,
          `\`${path}\``,
          pathCertainty,
          shape === 'object' ? 'object' : 'array of one object',
          writes ? 'yes' : 'no',
        ];
      }),
    );
  });
});
