import assert from 'node:assert/strict';
import { examples } from '../../../../src/kapture/catalogue/examples.ts';
import type { Failure } from '../../../../src/kapture/catalogue/form.ts';
import { failures } from '../../../../src/kapture/catalogue/failures.ts';
import { operations, operationIds } from '../../../../src/kapture/catalogue/registry.ts';
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';
import { readRequest } from '../../../../src/kapture/exchange/requestBody.ts';
import { startSandbox, type Sandbox } from '../../../../src/sandbox/index.ts';
import { flatFailureReasons } from '../../../flatFailures.ts';
import { authorization } from '../../sandbox/support.ts';

describe('examples', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  afterEach(() => sandbox.reset());
  after(() => sandbox.close());

  for (const { title, operation, failure, text } of examples) {
    it(`${title} (${operation}) → ${failure ?? 'success'} from a new sandbox`, async () => {
      const { body } = readRequest(operations[operation], text);
      const before = sandbox.customers;
      const response = await fetch(sandbox.url + operations[operation].path, {
        method: 'POST',
        headers: { authorization },
        body: body!,
      });
      const reading = readResponse(operation, response.status, await response.text());
      assert.deepEqual(
        { outcome: reading.outcome, failure: reading.failure },
        { outcome: failure ? 'failed' : 'success', failure },
      );
      if (failure) {
        const { status = 200 }: Failure = failures[failure];
        assert.equal(response.status, status);
        assert.equal(sandbox.customers, before);
      }
    });
  }

  it('cover every documented failure that a flat body can cause, and a sample of every operation', () => {
    const covered = new Set(examples.map(({ failure }) => failure));
    assert.deepEqual(
      flatFailureReasons.filter((reason) => !covered.has(reason)),
      // A single request cannot cause the last one.
      ['invalid-auth-key', 'enquiry-exists'],
    );
    assert.deepEqual(
      examples.filter(({ failure }) => !failure).map(({ operation }) => operation),
      operationIds,
    );
  });

  it('their file names → unique', () => {
    const names = examples.map(({ title, operation }) => `${title}.${operation}`.toLowerCase());
    assert.deepEqual(names, [...new Set(names)]);
  });
});
