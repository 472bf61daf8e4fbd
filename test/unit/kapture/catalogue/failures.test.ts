import assert from 'node:assert/strict';
import type { Failure } from '../../../../src/kapture/catalogue/form.ts';
import {
  documentedFor,
  failureOf,
  failureReasons,
  failures,
  operationsOf,
} from '../../../../src/kapture/catalogue/failures.ts';
import { operationIds, operations } from '../../../../src/kapture/catalogue/registry.ts';

/** The failures in Kapture's documentation of customers, unchanged. */
const documented = {
  'invalid-auth-key': [401, 'Invalid Auth Key'],
  'name-and-contact-required': [400, 'Name and (Phone Number or Email Id) are required fields'],
  'invalid-email': [400, 'Invalid email id.'],
  'invalid-phone': [400, 'Invalid phone number, number must contain 10 digits and must start from 6 or above'],
  'phone-taken': [400, 'This mobile number already exists. Please enter a new one.'],
  'email-taken': [400, 'This email-id already exists. Please enter a new one.'],
  'both-taken': [400, ' ,Both email and mobile number already exist. Please enter new details.'],
  'name-email-phone-required': [undefined, 'Name, Email Id, and Phone Number required'],
  'message-key-expired': [undefined, 'Message Key Expired'],
  'auth-key-expired': [undefined, 'Auth Key Expired'],
  'no-customer-between-dates': [undefined, 'No customer between dates.'],
  'customer-not-found': [undefined, 'Information given by you does not exist in our sytsem.'],
  'invalid-json': [400, 'Invalid Json.'],
} as const;

describe('failures', () => {
  it('customer operations → exactly the documented failures', () => {
    assert.deepEqual(
      Object.fromEntries(
        failureReasons
          .filter((reason) => documentedFor(reason).some((id) => operations[id].module === 'customer'))
          .map((reason) => {
            const { status, message }: Failure = failures[reason];
            return [reason, [status, message]];
          }),
      ),
      documented,
    );
  });
  for (const reason of failureReasons) {
    const { fields, message }: Failure = failures[reason];
    const where = operationsOf(reason);
    it(`${reason} → names only fields of its operations`, () => {
      for (const field of fields)
        assert(
          where.some((id) => field in operations[id].request().properties),
          field,
        );
    });
    for (const operation of operationIds) {
      const known = where.includes(operation);
      it(`${JSON.stringify(message)} from ${operation} → ${known ? reason : 'undefined'}`, () =>
        assert.equal(failureOf(operation, message), known ? reason : undefined));
    }
  }
});

describe('failureOf', () => {
  it('a message without its leading blank and comma → the same failure', () => {
    assert.equal(
      failureOf('add', 'Both email and mobile number already exist. Please enter new details.'),
      'both-taken',
    );
  });
  for (const message of [
    '',
    ' ',
    '.',
    'constructor',
    'Invalid',
    'Invalid email id. Really',
    'Invalid Auth Keys',
    'No customers between dates.',
  ]) {
    it(`${JSON.stringify(message)} → undefined`, () => {
      for (const operation of operationIds) assert.equal(failureOf(operation, message), undefined);
    });
  }
  it('a message of 1 MB → undefined', () => {
    assert.equal(failureOf('add', ' ,'.repeat(500_000) + 'x'), undefined);
  }).timeout(20_000);
});
