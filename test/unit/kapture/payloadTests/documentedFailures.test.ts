import assert from 'node:assert/strict';
import { builtInValue } from '../../../../src/kapture/variables/builtInVariables.ts';
import type { Failure } from '../../../../src/kapture/catalogue/form.ts';
import {
  documentedFor,
  failureReasons,
  failures,
  type FailureReason,
  brokenRule,
} from '../../../../src/kapture/catalogue/failures.ts';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';
import { operations, type OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { runCase, wrongKey } from '../../../../src/kapture/payloadTests/runCase.ts';
import { readTestFile } from '../../../../src/kapture/payloadTests/readTestFile.ts';
import type { TestCase } from '../../../../src/kapture/payloadTests/testCase.ts';
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';
import { memoizedLookup } from '../../../../src/kapture/variables/variables.ts';
import { authorization, sandbox } from '../../sandbox/support.ts';
import { suiteText } from './suite.ts';
import { exchangeOf, patterns } from './support.ts';

interface Answer {
  readonly status: number;
  readonly text: string;
}

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

/** The names of the cases that do not pass against a sandbox with altered responses or rules. */
async function failing(
  alter: (operation: OperationId, answer: Answer) => Answer,
  rule?: typeof brokenRule,
): Promise<string[]> {
  // Each test has its own sandbox, so that tests do not affect each other.
  const { send } = sandbox(undefined, rule);
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
        const { status, text } = alter(operation, send({ path: formOf(operation, dialect).path, headers, body }));
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

  it('run against the sandbox → every case passes', async () =>
    assert.deepEqual(await failing((_operation, answer) => answer), []));

  it('its cases → the main path, and each documented failure', () => {
    assert.deepEqual(
      suite.cases
        .filter((one) => !expectedFailures(one).length)
        .map(({ steps }) => steps.map(({ operation }) => operation)),
      [['add', 'get', 'update', 'get']],
    );
    // Those of a key in 2016 share one.
    assert.equal(suite.cases.length, failureReasons.length);
  });

  it('a refused key of 2016 with the other documented message → its case passes, too', async () => {
    const [one, other] = [failures['message-key-expired'], failures['auth-key-expired']];
    assert.equal(caseFor('auth-key-expired'), caseFor('message-key-expired'));
    assert.deepEqual(
      await failing((_operation, answer) => ({ ...answer, text: answer.text.replace(one.message, other.message) })),
      [],
    );
  });

  for (const reason of failureReasons) {
    const { message, status }: Failure = failures[reason];
    const affected = documentedFor(reason);
    const isThisFailure = (operation: OperationId, answer: Answer): boolean =>
      readResponse(operation, answer.status, answer.text).failure === reason;

    it(`${reason} → a case with its operations, message and status`, () => {
      const testCase = caseFor(reason);
      const expected = expectedFailures(testCase).filter(([, expectedReason]) => expectedReason === reason);
      assert.deepEqual([...new Set(expected.map(([operation]) => operation))].sort(), [...affected].sort());
      const statuses = testCase.steps.flatMap(({ expectations }) =>
        expectations.filter(({ subject }) => subject === 'status').map(({ operand }) => Number(operand.text)),
      );
      assert.deepEqual([...new Set(statuses)], status === undefined ? [] : [status]);
    });

    // The sandbox reports it for a missing key only, which tests cannot send.
    if (reason === 'auth-key-expired') continue;
    const alterations: Readonly<Record<string, (operation: OperationId, answer: Answer) => Answer>> = {
      accepted: (operation, answer) =>
        isThisFailure(operation, answer)
          ? { status: 200, text: `{"${operations[operation].response.resultKey}": {}, "status": "success"}` }
          : answer,
      'reported with another message': (operation, answer) =>
        isThisFailure(operation, answer) ? { ...answer, text: answer.text.replace(message, 'No.') } : answer,
      ...(status !== undefined && {
        'reported with HTTP 200': (operation: OperationId, answer: Answer) =>
          isThisFailure(operation, answer) ? { ...answer, status: 200 } : answer,
      }),
    };
    for (const [how, alter] of Object.entries(alterations)) {
      it(`${reason}, ${how} → only its case fails`, async () =>
        assert.deepEqual(await failing(alter), [caseFor(reason).name]));
    }

    if (['name-and-contact-required', 'invalid-phone', 'invalid-email', 'name-email-phone-required'].includes(reason)) {
      it(`a sandbox without the rule for ${reason} → only its case fails`, async () => {
        const without: typeof brokenRule = (...request) => {
          const broken = brokenRule(...request);
          return broken?.reason === reason ? undefined : broken;
        };
        assert.deepEqual(await failing((_operation, answer) => answer, without), [caseFor(reason).name]);
      });
    }

    for (const operation of affected) {
      it(`${reason} with another message for ${operation} only → only its case fails`, async () => {
        assert.deepEqual(
          await failing((requested, answer) =>
            requested === operation ? alterations['reported with another message']!(requested, answer) : answer,
          ),
          [caseFor(reason).name],
        );
      });
    }
  }
});
