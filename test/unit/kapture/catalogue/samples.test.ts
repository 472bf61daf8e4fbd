import assert from 'node:assert/strict';
import { Check } from 'typebox/schema';
import { readLoose } from '../../../../src/kapture/json/looseJson.ts';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';
import { operationIds, operations } from '../../../../src/kapture/catalogue/registry.ts';
import { schemaAtPath } from '../../../../src/kapture/catalogue/vocabulary.ts';
import { customerRecord } from '../../../../src/kapture/catalogue/customer/customerRecord.ts';
import { sampleFiles } from '../../../sampleFiles.ts';
import { sample } from '../../../samples.ts';

/** The paths of the values in a request. */
function fieldsOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null || !Object.keys(value).length) return [path];
  return Object.entries(value).flatMap(([key, entry]) =>
    fieldsOf(entry, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

describe('published samples', () => {
  for (const id of operationIds) {
    const text = sample(sampleFiles[id].request);
    const [request] = [JSON.parse(text) as unknown].flat();
    it(`${id}: the sample in the catalogue → equal to the published request, with the same order of keys`, () =>
      assert.equal(JSON.stringify(operations[id].sample), JSON.stringify(request)));
    it(`${id}: the published request → the shape that the catalogue states`, () =>
      assert.equal(Array.isArray(JSON.parse(text)), operations[id].shape === 'array-of-one'));
    it(`${id}: the published request → valid`, () => assert.equal(Check(operations[id].request(), request), true));
    it(`${id}: the published response → valid`, () => {
      // The schema of a response that is a bare array describes its elements.
      for (const value of [readLoose(sample(sampleFiles[id].response)).value].flat())
        assert.equal(Check(operations[id].response.schema(), value), true);
    });
    it(`${id}: every field of the published request → in the schema`, () => {
      assert.deepEqual(
        Object.keys(request as object).filter((field) => !(field in operations[id].request().properties)),
        [],
      );
    });
  }
  for (const [id, dialect, file] of [
    ['add', 'nested', 'customer-add-nested'],
    ['update', 'nested', 'customer-update-nested'],
    ['add', 'array', 'customer-add-array'],
    ['add', 'array', 'customer-add-array-client'],
    ['add', 'object-2016', 'customer-add-object2016'],
    ['get', 'flat', 'customer-get-array'],
    ['pull', 'nested', 'customer-pull-search'],
    ['get-ticket', 'flat', 'ticket-get'],
    ['get-ticket', 'flat', 'ticket-get-notes'],
    ['get-ticket', 'flat', 'ticket-get-chat'],
    ['add-ticket', 'flat', 'ticket-add'],
    ['add-ticket', 'array', 'ticket-add-legacy'],
    ['update-ticket', 'flat', 'ticket-update'],
    ['update-ticket', 'flat', 'ticket-update-status'],
    ['pull-tickets', 'flat', 'ticket-pull'],
    ['pull-tickets', 'flat', 'ticket-pull-legacy'],
    ['customer-tickets', 'flat', 'ticket-pull-bycustomer'],
    ['push-enquiry', 'flat', 'enquiry-push'],
    ['push-order', 'flat', 'order-push-legacy'],
    ['add-order', 'flat', 'order-add-nested'],
    ['update-order', 'flat', 'order-update-nested'],
    ['pull-orders', 'flat', 'order-pull-search'],
    ['push-product', 'flat', 'product-push'],
    ['get-faq', 'flat', 'faq-get'],
  ] as const)
    it(`${file}: every field of a published or public client's request → in the schema`, () => {
      const schema = formOf(id, dialect).request();
      const [request] = [JSON.parse(sample(`modules/${file}.request.json`)) as unknown].flat();
      assert.deepEqual(
        fieldsOf(request).filter((path) => !schemaAtPath(schema, path)),
        [],
      );
    });
  for (const [id, file] of [
    ['add-ticket', 'ticket-add-object'],
    ['add-ticket', 'ticket-add-groups'],
    ['add-ticket', 'ticket-add-webform'],
    ['update-ticket', 'ticket-update-object'],
    ['push-enquiry', 'enquiry-push-client'],
  ] as const)
    it(`${file}: a public client's request, with groups of its tenant → valid`, () => {
      const [request] = [JSON.parse(sample(`modules/${file}.request.json`)) as unknown].flat();
      assert.equal(Check(operations[id].request(), request), true);
    });
  it('the published records → valid customers', () => {
    const { message } = readLoose(sample('pull.response.txt')).value as { message: unknown[] };
    const details = (readLoose(sample('get.response.json')).value as Record<string, unknown>)['Customer Details'];
    for (const record of [...message, details]) assert.equal(Check(customerRecord, record), true);
  });
});
