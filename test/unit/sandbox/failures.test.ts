import assert from 'node:assert/strict';
import { examples } from '../../../src/kapture/catalogue/examples.ts';
import type { Failure } from '../../../src/kapture/catalogue/form.ts';
import { failures, operationsOf, type FailureReason } from '../../../src/kapture/catalogue/failures.ts';
import { operationIds, operations, type OperationId } from '../../../src/kapture/catalogue/registry.ts';
import { readResponse } from '../../../src/kapture/responses/readResponse.ts';
import { flatFailureReasons } from '../../flatFailures.ts';
import { envelopeOf } from '../../../src/sandbox/sandboxResponse.ts';
import { authorization, sandbox } from './support.ts';

const nishchal = { phone: '9845765226', email: 'nisch123@gmail.com' };
const qwera = '65033646';

/**
 * Requests that must fail for each reason. Other reasons use the catalogue's examples. A reason without requests fails
 * below.
 */
const requests: Partial<Record<FailureReason, readonly (readonly [operation: OperationId, body: unknown])[]>> = {
  'name-and-contact-required': [
    ['add', {}],
    ['add', { phone: '9876543210' }],
    ['add', { customer_name: ' ', phone: '9876543210' }],
    ['add', { customer_name: 'Asha' }],
    ['add', { customer_name: 'Asha', phone: '', email_id: ' ' }],
    ['add', { customer_name: null, phone: null }],
  ],
  'invalid-email': [
    ['add', { customer_name: 'Asha', email_id: 'asha@example' }],
    ['add', { customer_name: 'Asha', email_id: 'asha', phone: '1' }],
    ['update', { kapture_customer_id: qwera, email_id: 'a b@example.com' }],
  ],
  'invalid-phone': [
    ['add', { customer_name: 'Asha', phone: '5876543210' }],
    ['add', { customer_name: 'Asha', phone: 987654321 }],
    ['add', { customer_name: 'Asha', phone: '+919876543210' }],
    ['add', { customer_name: 'Asha', phone: 9876543210.5 }],
    ['update', { kapture_customer_id: qwera, phone: '98765' }],
  ],
  'phone-taken': [
    ['add', { customer_name: 'Asha', phone: nishchal.phone }],
    ['add', { customer_name: 'Asha', phone: Number(nishchal.phone), email_id: 'new@example.com' }],
    ['update', { kapture_customer_id: Number(qwera), phone: ` ${nishchal.phone} ` }],
  ],
  'email-taken': [
    ['add', { customer_name: 'Asha', email_id: nishchal.email }],
    ['add', { customer_name: 'Asha', email_id: nishchal.email.toUpperCase(), phone: 9876543210 }],
    ['update', { kapture_customer_id: qwera, email_id: nishchal.email }],
  ],
  'both-taken': [
    ['add', { customer_name: 'Asha', phone: nishchal.phone, email_id: nishchal.email }],
    ['add', { customer_name: 'Asha', phone: nishchal.phone, email_id: 'qwera@example.com' }],
    ['update', { kapture_customer_id: qwera, phone: nishchal.phone, email_id: nishchal.email }],
  ],
  'no-customer-between-dates': [
    ['pull', [{}]],
    ['pull', [{ start_date: '2021-03-14' }]],
    ['pull', [{ start_date: '2021-02-29', end_date: '2021-03-14' }]],
    ['pull', [{ start_date: '14-03-2021', end_date: '14-03-2021' }]],
    ['pull', [{ start_date: '2021-03-15', end_date: '2021-03-14' }]],
    ['pull', [{ start_date: '1999-01-01', end_date: '1999-01-01' }]],
    ['pull', [{ start_date: '2021-03-14', end_date: '2021-03-14', offset: 1 }]],
  ],
  'customer-not-found': [
    ['get', [{}]],
    ['get', [{ kapture_customer_id: '', customer_id: ' ', email_id: '', phone: '' }]],
    ['get', [{ kapture_customer_id: '1' }]],
    ['get', [{ kapture_customer_id: '0x3a87e7c' }]],
    ['get', [{ email_id: 'missing@example.com', phone: 9999999999 }]],
  ],
  'start-date-missing': [
    ['pull-tickets', [{ start_date: '', end_date: '2024-04-22' }]],
    ['pull-tickets', [{ limit: 1 }]],
    ['customer-tickets', [{ customer_code: '', limit: '100' }]],
  ],
  'ticket-id-missing': [
    ['update-ticket', [{ ticket_id: '', sub_status: 'CL' }]],
    ['update-ticket', [{ ticket_id: '1', sub_status: 'CL' }]],
  ],
  'enquiry-exists': [
    [
      'push-enquiry',
      [{ customer_name: 'Nishchal', phone: nishchal.phone, email_id: nishchal.email, campaign_name: 'website' }],
    ],
  ],
  'invalid-json': [
    ...operationIds.flatMap((id) =>
      ['', '{', '"x"', '1', 'null', '[]', '[{},{}]', '[[]]', '[null]'].map((body) => [id, body] as const),
    ),
    ['add', [{ customer_name: 'Asha', phone: '9876543210' }]],
    ['update', [{ kapture_customer_id: qwera }]],
    ['add', { customer_name: { first: 'Asha' }, phone: '9876543210' }],
    ['get', { kapture_customer_id: '61371820' }],
    ['pull', { start_date: '2021-03-14', end_date: '2021-03-14' }],
    ['pull', [{ start_date: '2021-03-14', end_date: '2021-03-14', limit: -1 }]],
    ['pull', [{ start_date: '2021-03-14', end_date: '2021-03-14', limit: 'ten' }]],
  ],
};

function examplesOf(reason: FailureReason): [OperationId, unknown][] {
  return examples
    .filter(({ failure }) => failure === reason)
    .map(({ operation, fields }) => [operation, operations[operation].shape === 'object' ? fields : [fields]]);
}

describe('sandbox failures', () => {
  for (const reason of flatFailureReasons) {
    const { message, status = 200 }: Failure = failures[reason];
    const affected = operationsOf(reason);

    it(`${reason} → its documented message and status`, () => {
      const { send, ask, store } = sandbox();
      const enquiry = [
        { customer_name: 'Nishchal', phone: nishchal.phone, email_id: nishchal.email, campaign_name: 'website' },
      ];
      if (reason === 'enquiry-exists') ask('push-enquiry', enquiry);
      const before = store.size;
      const wrongKeys = [
        undefined,
        '',
        'Basic',
        'Basic bm9ib2R5Om5vdGhpbmc=',
        authorization.replace('Basic', 'Bearer'),
        `${authorization}x`,
      ];
      const answers =
        reason === 'invalid-auth-key'
          ? affected.flatMap((id) =>
              wrongKeys.map((wrong) => ({
                id,
                answer: send({ path: operations[id].path, body: '[{}]', headers: { authorization: wrong } }),
              })),
            )
          : (requests[reason] ?? examplesOf(reason)).map(([id, body]) => ({ id, answer: ask(id, body) }));
      for (const { id, answer } of answers) {
        const words = envelopeOf(operations[id]);
        const { messageKey = words.message }: Failure = failures[reason];
        const { isStart }: Failure = failures[reason];
        if (isStart) assert.ok(String(answer.value['message']).startsWith(message));
        else assert.deepEqual(answer.value, { [messageKey]: message, [words.status]: words.failed });
        assert.equal(answer.status, status);
        assert.equal(readResponse(id, answer.status, answer.text).failure, reason);
      }
      assert.deepEqual([...new Set(answers.map(({ id }) => id))].sort(), [...affected].sort());
      assert.equal(store.size, before);
    });
  }
});
