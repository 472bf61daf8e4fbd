import assert from 'node:assert/strict';
import { repeatsIdentity } from '../../../../src/kapture/payloadTests/newCase.ts';

describe('repeatsIdentity', () => {
  for (const [body, isRepeated] of [
    [{ customer_name: 'Asha', phone: '9000000001' }, true],
    [{ customer_name: 'Asha', phone: '9000000001', remarks: '{{$guid}}' }, true],
    [{ customer_name: 'Asha', phone: '{{$phone}}', email_id: 'asha@example.com' }, true],
    [{ customer_name: 'Asha', phone: '{{phone}}', email_id: '{{$env:EMAIL}}' }, false],
    [{ customer_name: 'Asha', phone: '{{$last.get.phone}}', email_id: '{{$now}}@example.com' }, false],
    [{ customer_name: 'Asha', phone: '{{$phone}}', email_id: 'a{{$timestamp}}@example.com' }, false],
    [{ customer_name: 'Asha', phone: '{{$phone}}', email_id: ' ' }, false],
    [{ customer_name: 'Asha', city: 'Pune' }, false],
  ] as const)
    it(`${JSON.stringify(body)} → ${isRepeated ? 'the same customer in each run' : 'not known to be the same'}`, () =>
      assert.equal(repeatsIdentity({ operation: 'add', dialect: 'flat', body }), isRepeated));

  it('a body as text → judged by its fields', () =>
    assert.ok(repeatsIdentity({ operation: 'add', rawBody: '{"phone": 9000000001, "phone": 9000000001}' })));

  it('the same code in a dialect that identifies by it → the same customer in each run', () => {
    const body = [{ customer_code: 'C-1', remarks: '{{$guid}}' }];
    assert.ok(repeatsIdentity({ operation: 'add', dialect: 'array', body }));
    assert.ok(!repeatsIdentity({ operation: 'add', dialect: 'array', body: [{ customer_code: '{{$guid}}' }] }));
  });
});
