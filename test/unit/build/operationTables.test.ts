import assert from 'node:assert/strict';
import { operationIds, operations } from '../../../src/kapture/catalogue/registry.ts';
import { dialectsOf, formOf } from '../../../src/kapture/catalogue/forms.ts';
import { unknowns } from '../../../src/kapture/catalogue/unknowns.ts';
import {
  certaintyTable,
  fieldsIn,
  fieldTable,
  formSections,
  inferenceList,
  operationTable,
  unknownTable,
} from '../../../build/operationTables.ts';

const cellsOf = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The words of the manual for the certainty of a path. */
const certainties = { solid: 'likely, used by a client', documented: 'likely', inferred: 'inferred' };

const forms = operationIds.flatMap((id) => dialectsOf(id).map((dialect) => ({ id, dialect })));

describe('fieldTable', () => {
  for (const { id, dialect } of forms) {
    it(`${id}, ${dialect} → one row per field, with four cells`, () => {
      const [head = '', rule = '', ...rows] = fieldTable(id, dialect).split('\n');
      assert.deepEqual(cellsOf(head), ['Field', 'Documented type', 'Requirement', 'Description']);
      assert.deepEqual(cellsOf(rule), ['---', '---', '---', '---']);
      assert.deepEqual(
        rows.map((row) => cellsOf(row)[0]),
        fieldsIn(formOf(id, dialect).request().properties).map(([name]) => `\`${name}\``),
      );
      for (const row of rows) assert.equal(cellsOf(row).length, 4, row);
    });
  }
  it('a field of Add → its documented type, requirement and description', () => {
    assert(
      fieldTable('add').includes(
        '| `gender` | char | Documented as required | Gender of the contact person: M or F. |',
      ),
    );
  });

  it('the fields inside a field → with their path', () => {
    const table = fieldTable('add', 'nested');
    assert.match(table, /\| `customer_info\.customer_name` \| Text \| Enforced by the server \|/);
    assert.match(table, /\| `contact_info\[\]\.first_name` \|/);
  });
});

describe('operationTable', () => {
  it('every form of an operation → one row, with its path, certainty, body and limits', () => {
    const [, , ...rows] = operationTable().split('\n');
    assert.deepEqual(
      rows.map((row) => cellsOf(row)),
      forms.map(({ id, dialect }) => {
        const { path, pathCertainty, otherPaths = [], shape, paging } = formOf(id, dialect);
        return [
          operations[id].title,
          dialectsOf(id).length > 1 ? `\`${dialect}\`` : 'all',
          `\`${path}\``,
          certainties[pathCertainty],
          otherPaths.map((other) => `\`${other}\``).join(', '),
          shape === 'object' ? 'object' : 'array of one object',
          paging
            ? `${paging.maxHours} hours and ${paging.limit} records per request, with \`limit\` and \`offset\``
            : '',
          operations[id].writes ? 'yes' : 'no',
        ];
      }),
    );
  });

  it('the certainty of each path → explained', () => {
    for (const { id, dialect } of forms)
      assert.match(certaintyTable(), new RegExp(`\\| ${certainties[formOf(id, dialect).pathCertainty]} \\| \\S`));
  });
});

describe('formSections', () => {
  it('every form → its path, and its documented and inferred failures', () => {
    for (const { id, dialect } of forms) {
      const { path, failures, inferredFailures = [] } = formOf(id, dialect);
      const heading =
        dialectsOf(id).length > 1
          ? `#### ${operations[id].title}, ${dialect} dialect`
          : `### Fields of ${operations[id].title}`;
      const [, section = ''] = formSections().split(`${heading}\n`);
      const own = section.split('\n###')[0]!;
      assert.ok(own.includes(`at \`${path}\``), heading);
      for (const { message } of Object.values(failures)) assert.ok(own.includes(`\`${message.trim()}\``), message);
      assert.equal(own.includes('documented for a similar operation'), inferredFailures.length > 0, heading);
    }
  });

  it('Update → the field that identifies the customer', () => {
    assert.match(formSections(), /`kapture_customer_id` is required\. The other fields of Add Customer/);
    assert.match(formSections(), /`customer_info` and `customer_info\.customer_id` are required\./);
  });
});

describe('unknownTable', () => {
  for (const { id, dialect } of forms)
    it(`${id} in ${dialect} → what no source says about it`, () => {
      const name = dialectsOf(id).length > 1 ? `\`${dialect}\`` : 'all';
      assert.ok(unknownTable().includes(`| ${operations[id].title} | ${name} | `));
    });

  it('the unknowns → those of every operation and dialect, and no others', () => {
    const listed = Object.entries(unknowns).flatMap(([id, own]) =>
      Object.keys(own).map((dialect) => `${id} ${dialect}`),
    );
    assert.deepEqual(listed.sort(), forms.map(({ id, dialect }) => `${id} ${dialect}`).sort());
  });
});

describe('inferenceList', () => {
  it('every form that identifies a customer by its code → listed', () => {
    const byCode = forms.filter(({ id, dialect }) => formOf(id, dialect).codePaths);
    assert.equal(byCode.length, 4);
    assert.equal(
      inferenceList().match(/changes the customer with the same `customer_code` or/g)?.length,
      byCode.length,
    );
  });

  it('every inferred path → listed with the other candidates', () => {
    const paths = forms.filter(({ id, dialect }) => formOf(id, dialect).pathCertainty === 'inferred');
    assert.equal(inferenceList().match(/That the path of/g)?.length, paths.length);
    assert.match(inferenceList(), /Add Customer in the flat dialect .* It may also be `\/add-update-enquiry` or/);
  });
});
