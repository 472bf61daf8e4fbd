import assert from 'node:assert/strict';
import { failures } from '../../../../src/kapture/catalogue/failures.ts';
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';
import { isUncertainWrite } from '../../../../src/kapture/exchange/writeOutcome.ts';

const phoneTaken = JSON.stringify({ message: failures['phone-taken'].message, status: 'failed' });

describe('isUncertainWrite', () => {
  for (const [status, text, isUncertain] of [
    [200, '{"Enquiry": {}, "message": "validation successfull", "status": "success"}', false],
    [400, phoneTaken, false],
    [200, phoneTaken, false],
    [401, '{"message": "Invalid Auth Key", "status": "failed"}', false],
    [401, '<html>', false],
    [200, '<html>Sign in</html>', true],
    [200, '', true],
    [204, '', true],
    [202, '{"status": "pending"}', true],
    [200, '{}', true],
    [200, '{"status": "success", "message": "val', true],
    [200, '{"status": "failed", "message": "Timeout"}', true],
    [200, '{"status": "failed"}', true],
    [400, '{"status": "success"}', true],
    [500, phoneTaken, true],
    [429, '{"status": "failed", "message": "too many requests"}', true],
    [302, '', true],
  ] as const) {
    it(`HTTP ${status} ${text} → ${isUncertain ? 'uncertain' : 'certain'}`, () => {
      for (const operation of ['add', 'update'] as const)
        assert.equal(isUncertainWrite(operation, readResponse(operation, status, text)), isUncertain);
      assert.equal(isUncertainWrite('get', readResponse('get', status, text)), false);
    });
  }
});
