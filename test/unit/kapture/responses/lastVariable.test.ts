import assert from 'node:assert/strict';
import type { OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { lastVariable } from '../../../../src/kapture/responses/readResponse.ts';

describe('lastVariable', () => {
  const cases: readonly (readonly [OperationId, readonly (string | number)[], string | undefined])[] = [
    ['add', ['Enquiry', 'kapture_customer_id'], '$last.add.kapture_customer_id'],
    ['add', [0, 'Enquiry', 'contact_id'], '$last.add.contact_id'],
    ['add', ['enquiry', 'contact_id'], '$last.add.contact_id'],
    ['add', ['status'], undefined],
    ['add', ['Enquiry'], undefined],
    ['get', ['Customer Details', 'contacts', 0, 'phone'], '$last.get.contacts.0.phone'],
    ['get', ['Customer Details', 'a field'], undefined],
    ['get', ['Customer Details', 'a.b'], undefined],
    ['pull', ['message', 1, 'id'], '$last.pull.1.id'],
    ['get-ticket', [0, 'ticket_id'], '$last.get-ticket.0.ticket_id'],
  ];
  for (const [operation, path, variable] of cases)
    it(`${operation} ${path.join('/')} → ${variable ?? 'none'}`, () => {
      assert.equal(lastVariable(operation, path), variable);
    });
});
