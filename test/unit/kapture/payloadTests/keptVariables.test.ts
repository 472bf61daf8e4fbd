import assert from 'node:assert/strict';
import { requestOfCase, expectationOfChanging, withVariables } from '../../../../src/kapture/payloadTests/newCase.ts';

describe('keptVariables', () => {
  const sent = { customer_name: 'Qwera', phone: '9845765226', city: 'Pune', email_id: 'q@example.com' };
  const keep = (text: string | undefined, body: object = sent) =>
    withVariables(requestOfCase('add', JSON.stringify([body])), text);

  it('variables of the text, also in a nested body and with comments → are those of the case', () => {
    const { request, changing } = keep(
      '// kapture: Sandbox\n[{"customer_name": "Mr {{$name}}", "phone": "{{$phone}}", "city": "{{city}}",}]',
      { ...sent, customer_name: 'Mr Qwera' },
    );
    assert.deepEqual(request.body, {
      customer_name: 'Mr {{$name}}',
      phone: '{{$phone}}',
      city: '{{city}}',
      email_id: 'q@example.com',
    });
    assert.deepEqual(changing, [
      { template: 'Mr {{$name}}', sent: 'Mr Qwera' },
      { template: '{{$phone}}', sent: '9845765226' },
    ]);
    const nested = { customer_info: { name: 'Qwera' }, tags: ['x-1', 'y'] };
    assert.deepEqual(
      keep('{"customer_info": {"name": "{{$name}}"}, "tags": ["x-{{$guid}}", "y"]}', nested).request.body,
      {
        customer_info: { name: '{{$name}}' },
        tags: ['x-{{$guid}}', 'y'],
      },
    );
  });

  for (const [what, text] of [
    ['an unknown text', undefined],
    [
      'a value of an earlier response and the answer to a question',
      '{"customer_name": "{{$last.get.name}}", "phone": "{{?Phone}}"}',
    ],
    ['a text that is not JSON', '{"customer_name": "{{$name}}"'],
    ['an escaped brace, which starts no variable', '{"customer_name": "{\\u007b$name}}", "phone": "{{$phone}}"}'],
  ] as const)
    it(`${what} → what was sent`, () => {
      const { request, changing } = keep(text);
      assert.deepEqual([request.body, changing], [sent, []]);
    });

  it('a value in the response → the variable if it is the same, that it exists if it is a part, else nothing', () => {
    const { changing } = keep('{"customer_name": "{{$name}}", "phone": "{{$phone}}", "city": "{{city}}"}');
    for (const [value, expected] of [
      ['9845765226', '{{$phone}}'],
      [9845765226, { exists: true }],
      ['+919845765226', { exists: true }],
      ['Qwera', '{{$name}}'],
      ['Pune', undefined],
      ['success', undefined],
    ] as const)
      assert.deepEqual(expectationOfChanging(value, changing), expected);
  });

  it('a short value → not looked for in the response', () => {
    const { changing } = keep('{"customer_name": "{{$name}}"}', { customer_name: 'Al' });
    assert.equal(expectationOfChanging('Also', changing), undefined);
  });
});
