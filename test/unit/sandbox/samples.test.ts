import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { Check } from 'typebox/schema';
import { failures } from '../../../src/kapture/catalogue/failures.ts';
import { operationIds, operations } from '../../../src/kapture/catalogue/registry.ts';
import { readResponse } from '../../../src/kapture/responses/readResponse.ts';
import { samplesFolder } from '../../samples.ts';
import { sample, sandbox, tokens } from './support.ts';

describe('sandbox and the published samples', () => {
  it('the sample of Get → exactly the published response, including 0.0 and the key order', () => {
    const { status, text } = sandbox().ask('get', sample('get.request.json'));
    assert.equal(status, 200);
    assert.deepEqual(tokens(text), tokens(sample('get.response.json')));
  });

  it('the sample of Pull → exactly the published response, including raw line breaks', () => {
    const { status, text } = sandbox().ask('pull', sample('pull.request.json'));
    assert.equal(status, 200);
    assert.deepEqual(tokens(text), tokens(sample('pull.response.txt')));
    assert.throws(() => JSON.parse(text), SyntaxError);
  });

  it('the sample of Update → exactly the published response, and Get returns the new name', () => {
    const { ask } = sandbox();
    assert.deepEqual(tokens(ask('update', sample('update.request.json')).text), tokens(sample('update.response.json')));
    assert.match(ask('get', [{ kapture_customer_id: 65033646 }]).text, /"name":"Qweraa"/);
  });

  it('the sample of Add → the published response except for new ids; the second time → a failure', () => {
    const { ask } = sandbox();
    const first = ask('add', sample('add.request.json'));
    const newIds = (text: string): string[] =>
      tokens(text.replace(/"(kapture_customer_id|contact_id)" ?: ?\d{8,}/g, '"$1":0'));
    assert.equal(first.status, 200);
    assert.deepEqual(newIds(first.text), newIds(sample('add.response.json')));
    const second = ask('add', sample('add.request.json'));
    assert.equal(second.status, 400);
    assert.deepEqual(second.value, { message: failures['both-taken'].message, status: 'failed' });
  });

  for (const id of operationIds) {
    it(`the sample of ${id} → a success that matches the catalogue's schema`, () => {
      const { status, text, value } = sandbox().ask(id, sample(`${id}.request.json`));
      for (const one of [value].flat()) assert.ok(Check(operations[id].response.schema(), one));
      assert.equal(readResponse(id, status, text).outcome, 'success');
    });
  }

  for (const [id, file, path = operations[id].path] of [
    ['add-ticket', 'ticket-add-legacy', '/add-ticket-from-other-source.html'],
    ['add-ticket', 'ticket-add-object'],
    ['update-ticket', 'ticket-update-object'],
    ['pull-tickets', 'ticket-pull-legacy'],
    ['customer-tickets', 'ticket-pull-bycustomer'],
    ['push-enquiry', 'enquiry-push'],
    ['push-order', 'order-push-legacy'],
    ['push-product', 'product-push'],
    ['get-faq', 'faq-get'],
    ['get-ticket', 'ticket-get-notes'],
  ] as const)
    it(`${file} → a success with the keys of the published response`, () => {
      const { status, text, value } = sandbox().send({ path, body: sample(`modules/${file}.request.json`) });
      assert.equal(readResponse(id, status, text).outcome, 'success', text);
      if (!existsSync(new URL(`modules/${file}.response.json`, samplesFolder))) return;
      const published = [JSON.parse(sample(`modules/${file}.response.json`)) as object].flat()[0]!;
      const [answered] = [value].flat() as [object];
      assert.deepEqual(
        Object.keys(published).filter((key) => key !== 'totalCount' && !(key in answered)),
        [],
      );
    });

  it('generated customers → the keys of the samples, in their order', () => {
    const { ask, store } = sandbox();
    const keys = (text: string): string[] => tokens(text).filter((_, index, all) => all[index + 1] === ':');
    const { id, createdAt } = [...store.between('2026-01-01 00:00:00', '2026-03-10 23:59:59')].find(
      ({ phoneMasked, emailMasked, contacts }) => !phoneMasked && !emailMasked && contacts.length === 1,
    )!;
    const published = keys(sample('pull.response.txt'));
    assert.deepEqual(
      keys(ask('pull', [{ start_date: createdAt, end_date: createdAt }]).text),
      published.toSpliced(-1, 0, '"state"'),
    );
    assert.deepEqual(keys(ask('get', [{ kapture_customer_id: id }]).text), keys(sample('get.response.json')));
  });
});
