import assert from 'node:assert/strict';
import { saysSuccess } from '../../../../src/editor/bulk/saysSuccess.ts';

describe('saysSuccess', () => {
  for (const message of ['validation successfull', 'Customer Updated Successfully', 'success', 'Success.'])
    it(`${message} → true`, () => assert.equal(saysSuccess(message), true));
  for (const message of [
    'Not successful',
    'no success',
    'partial success',
    'Customer was not updated successfully.',
    'Unable to update successfully',
    'Updated, but phone was ignored',
    'Success for 1 of 2 customers',
    '',
  ])
    it(`${message || 'nothing'} → false`, () => assert.equal(saysSuccess(message), false));
});
