import assert from 'node:assert/strict';
import { secretName } from '../../../../src/kapture/redaction/secretName.ts';

describe('secretName', () => {
  for (const name of [
    'x-api-key',
    'kapture_pwd',
    'passwd',
    'x-pin',
    'login_pin',
    'X-Otp',
    'otpCode',
    'pass_phrase',
    'AuthKey',
  ])
    it(`${name} → a secret`, () => assert.ok(secretName.test(name)));
  for (const name of ['phone', 'city', 'pincode', 'pin_code', 'shipping', 'api_id', 'x-client'])
    it(`${name} → not a secret`, () => assert.ok(!secretName.test(name)));
});
