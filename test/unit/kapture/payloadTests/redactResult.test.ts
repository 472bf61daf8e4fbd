import assert from 'node:assert/strict';
import { redactResult } from '../../../../src/kapture/payloadTests/runCase.ts';
import type { CaseResult } from '../../../../src/kapture/payloadTests/runCase.ts';
import { redactionMark, redactor } from '../../../../src/kapture/redaction/redact.ts';

const place = { offset: 1, length: 2 };
const resultOf = (...findings: CaseResult['findings']): CaseResult => ({
  outcome: 'failed',
  findings,
  exchanges: [],
  milliseconds: 3,
});

describe('redactResult', () => {
  const redact = redactor(['opaque-canary-key']);

  it('a secret in the message, expected and actual value → redacted, and the rest is unchanged', () =>
    assert.deepEqual(
      redactResult(
        resultOf({
          message: 'has opaque-canary-key',
          expected: '"opaque-canary-key"',
          actual: 'opaque-canary-key',
          place,
        }),
        redact,
      ),
      resultOf({ message: `has ${redactionMark}`, expected: `"${redactionMark}"`, actual: redactionMark, place }),
    ));

  it('a finding without values → unchanged', () => {
    const result = resultOf({ message: 'The response is empty.', place });
    assert.deepEqual(redactResult(result, redact), result);
  });
});
