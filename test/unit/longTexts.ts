import { authKeyOffset } from '../../src/kapture/redaction/secretNames.ts';
import { operations, type OperationId } from '../../src/kapture/catalogue/registry.ts';
import { readLoose } from '../../src/kapture/json/looseJson.ts';
import { exactText, readExact } from '../../src/kapture/payloadTests/exactJson.ts';
import { plain } from '../../src/cli/shared/plain.ts';
import { sandbox } from './sandbox/support.ts';

/* Prints what becomes of very long texts. `longTexts.test.ts` runs this in a separate process. */

const many = 5_000_000;
/** The sandbox reads bodies of up to 5 MB. */
const most = 5_000_000;

const { ask } = sandbox();
const status = (operation: OperationId, fields: string): number =>
  ask(operation, operations[operation].shape === 'array-of-one' ? `[{${fields}}]` : `{${fields}}`).status;
const digits = '1'.repeat(most);

process.stdout.write(
  JSON.stringify({
    'readLoose, number': String(readLoose(`[-${digits}]`).value).length,
    'readExact, number': exactText(readExact(`{"id":${digits}}`).value).length,
    'plain, blanks': plain(`a${' '.repeat(many)}b`),
    'plain, line breaks': plain(`a${'\r\n'.repeat(many)}b`),
    'authKeyOffset, blanks': authKeyOffset(`basic${' '.repeat(many)}`) ?? 'none',
    'authKeyOffset, Authorization': authKeyOffset(`authorization: ${'a'.repeat(many)}`),
    'authKeyOffset, Basic': authKeyOffset(`basic ${'1'.repeat(many)}`),
    'get, id': status('get', `"kapture_customer_id":"${digits}"`),
    'update, id': status('update', `"kapture_customer_id":"${digits}","city":"Pune"`),
    'add, email': status('add', `"customer_name":"Asha","email_id":"${'a'.repeat(most)}@example.com"`),
    'add, number of a custom field': status('add', `"customer_name":"Asha","phone":"9876543210","own":${digits}`),
    'pull, limit': status('pull', `"start_date":"2021-03-14","end_date":"2021-03-14","limit":"${digits}"`),
  }),
);
