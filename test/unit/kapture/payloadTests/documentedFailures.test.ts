import assert from 'node:assert/strict';
import { builtInValue } from '../../../../src/kapture/variables/builtInVariables.ts';
import type { Failure } from '../../../../src/kapture/catalogue/form.ts';
import {
  documentedFor,
  failureReasons,
  failures,
  type FailureReason,
} from '../../../../src/kapture/catalogue/failures.ts';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';
import { type OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { runCase, wrongKey } from '../../../../src/kapture/payloadTests/runCase.ts';
import { readTestFile } from '../../../../src/kapture/payloadTests/readTestFile.ts';
import type { TestCase } from '../../../../src/kapture/payloadTests/testCase.ts';
import { memoizedLookup } from '../../../../src/kapture/variables/variables.ts';
import { authorization, sandbox } from '../../sandbox/support.ts';
import { suiteText } from './suite.ts';
import { exchangeOf, patterns } from './support.ts';

const suite = readTestFile(suiteText);

/** The failures whose message a case expects, with their operations. */
function expectedFailures({ steps }: TestCase): (readonly [OperationId, FailureReason])[] {
  return steps.flatMap(({ operation, expectations }) =>
    expectations
      .filter(({ subject, pointer }) => subject === 'message' || pointer === '/Customer Details')
      .flatMap(({ verb, operand }) => {
        const text = JSON.parse(operand.text) as string;
        const isExpected = (message: string): boolean =>
          verb === 'matches' ? new RegExp(text).test(message) : message === text;
        return failureReasons
          .filter((reason) => isExpected(failures[reason].message))
          .map((reason) => [operation, reason] as const);
      }),
  );
}

function caseFor(reason: FailureReason): TestCase {
  const found = suite.cases.filter((one) => expectedFailures(one).some(([, expected]) => expected === reason));
  assert.equal(found.length, 1, `there must be one case for ${reason}`);
  return found[0]!;
}

/** The names of the cases that do not pass against the sandbox. */
async function failing(): Promise<string[]> {
  const { send } = sandbox();
  const failed: string[] = [];
  for (const testCase of suite.cases) {
    const context = { timeZone: 'Asia/Kolkata', now: Date.now(), environment: () => undefined, last: () => undefined };
    const result = await runCase(testCase, {
      connection: { role: 'sandbox', readOnly: false, dialect: 'flat', dialects: {} },
      patterns,
      readFile: () => Promise.reject(new Error('no files')),
      lookup: memoizedLookup((name) => builtInValue(name, context)),
      send: (operation, body, isWrong, dialect = 'flat') => {
        const headers = { authorization: isWrong ? `Basic ${wrongKey}` : authorization };
        const { status, text } = send({ path: formOf(operation, dialect).path, headers, body });
        return Promise.resolve(exchangeOf(operation, text, status));
      },
    });
    if (result.outcome !== 'passed') failed.push(testCase.name);
  }
  return failed;
}

describe('documented-failures.kapture-test.json', () => {
  it('the file → no problems, and only unique names', () => {
    assert.deepEqual([...suite.problems, ...suite.cases.flatMap(({ problems }) => problems)], []);
    assert.equal(new Set(suite.cases.map(({ name }) => name)).size, suite.cases.length);
  });

  it('run against the sandbox → every case passes', async () => assert.deepEqual(await failing(), []));

  it('its cases → the main path, and each documented failure', () => {
    assert.deepEqual(
      suite.cases
        .filter((one) => !expectedFailures(one).length)
        .map(({ steps }) => steps.map(({ operation }) => operation)),
      [['add', 'get', 'update', 'get']],
    );
    // The failures of a key in the form of 2016 share one case.
    assert.equal(suite.cases.length, failureReasons.length);
  });

  for (const reason of failureReasons) {
    const { status }: Failure = failures[reason];
    const affected = documentedFor(reason);
    it(`${reason} → a case with its operations, message and status`, () => {
      const testCase = caseFor(reason);
      const expected = expectedFailures(testCase).filter(([, expectedReason]) => expectedReason === reason);
      assert.deepEqual([...new Set(expected.map(([operation]) => operation))].sort(), [...affected].sort());
      const statuses = testCase.steps.flatMap(({ expectations }) =>
        expectations.filter(({ subject }) => subject === 'status').map(({ operand }) => Number(operand.text)),
      );
      assert.deepEqual([...new Set(statuses)], status === undefined ? [] : [status]);
    });
  }
});
