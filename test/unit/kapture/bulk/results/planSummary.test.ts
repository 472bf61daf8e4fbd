import assert from 'node:assert/strict';
import type { PlanCounts, PlanHead } from '../../../../../src/kapture/bulk/plans/plan.ts';
import { planSummary, runConfirmationTexts } from '../../../../../src/kapture/bulk/results/planSummary.ts';
import { readConnection } from '../../../../../src/kapture/connection/connection.ts';
import { inEnglish } from '../../../../../src/kapture/problem/problem.ts';
import { countsOf, headOf } from '../support.ts';

type Rows = Partial<PlanCounts['rows']>;

describe('planSummary', () => {
  const cases: readonly (readonly [
    what: string,
    head: Partial<PlanHead>,
    rows: Rows,
    sentences: readonly string[],
    more?: Partial<PlanCounts>,
  ])[] = [
    [
      'a new plan',
      {},
      { add: 3, update: 40, excluded: 1, invalid: 7 },
      ['Adds: 3. Updates: 40. Nothing has been written.', 'Rows not written: Excluded: 1, Invalid: 7.'],
    ],
    [
      'rows that could not be looked up',
      {},
      { 'not-looked-up': 3 },
      ['Nothing to write.', 'Rows not written: Not looked up: 3.'],
    ],
    [
      'planning that was canceled',
      { status: 'planning' },
      { 'not-looked-up': 990 },
      ['Customers that have not been looked up yet: 990.'],
    ],
    [
      'a file that was not read to its end',
      { status: 'planning', isRead: false },
      { 'not-looked-up': 990 },
      ['The plan does not have all rows of the file. Import the file again.'],
    ],
    [
      'names that change, and masked fields',
      {},
      { update: 3 },
      [
        'Adds: 0. Updates: 3. Nothing has been written.',
        '1 update omits masked or redacted values.',
        "2 updates change the customer's name (the first in row 4). The phone number of a row can belong to another person. Check these rows.",
      ],
      { renames: 2, firstRename: 4, omitting: 1 },
    ],
    [
      'a run that was stopped',
      { status: 'stopped' },
      { update: 2, done: 1, unknown: 1, sending: 1, failed: 1 },
      [
        '1 of 6 writes are done.',
        'Unknown results: 2. Resume the run to read these customers again.',
        'Rows not written: Failed: 1, Update: 2.',
      ],
      { updated: 1, canRevert: true },
    ],
    [
      'a response that names a different customer, and a blank value that was ignored',
      { status: 'finished' },
      { done: 1, 'partly-done': 1, 'other-customer': 1 },
      [
        '2 of 3 writes are done.',
        'Partly done, because values are masked or redacted, or Kapture ignored blank values: 1.',
        'Rows whose response names a different customer: 1. Check both customers.',
      ],
      { updated: 2, canRevert: true },
    ],
    [
      'a run that only added customers',
      { status: 'finished' },
      { done: 2 },
      ['2 of 2 writes are done.', 'There is nothing to revert: the API cannot delete the added customers.'],
    ],
    [
      'a run that was reverted',
      { status: 'finished' },
      { done: 2 },
      ['2 of 2 writes are done.', 'Reverted: 2.'],
      { updated: 2, reverted: 2 },
    ],
    [
      'a plan that reverts a run',
      { revertOf: 7 },
      { update: 2, 'cannot-be-reverted': 3 },
      [
        'Customers to revert: 2. Nothing has been written.',
        'Added customers cannot be deleted: 3.',
        'Fields that cannot be reverted, because the previous values are unknown: 2 (customers: 1).',
        'Updates of the run with an unknown result, which this plan does not revert: 1. Resume the run, then create the revert plan again.',
      ],
      { notReverted: { fields: 2, customers: 1, unknown: 1, otherCustomer: 0 } },
    ],
  ];
  for (const [what, head, rows, sentences, more] of cases)
    it(`${what} → ${sentences[0]}`, () => {
      assert.deepEqual(planSummary(headOf(head), countsOf(rows, more)).map(inEnglish), sentences);
    });

  it('the question before a run → its numbers, and what is unknown or blank', () => {
    const { connection } = readConnection({ name: 'Acme', baseUrl: 'https://acme.example' });
    const numbers = { adds: 3, updates: 40, writes: 43, unknown: 2, blank: 12 };
    const question = { connection: connection!, host: 'acme.example', ...numbers };
    const texts = runConfirmationTexts(
      { ...question, irreversible: { fields: 5, customers: 4 } },
      headOf(),
      countsOf({ add: 3, update: 40 }),
      'a.csv',
    );
    assert.deepEqual(texts.map(inEnglish), [
      'Adds: 3. Updates: 40.',
      'a.csv has changed since this plan was created, so create a new plan if you want to write its new values.',
      'Of these, 2 may have been applied already. They are read first.',
      "Updates with a blank value: 12. Kapture's documentation does not say whether a blank value clears the field or is ignored. The stored value is checked afterward.",
      'Fields that cannot be reverted, because the previous values are unknown: 5 (customers: 4).',
    ]);
  });
});
