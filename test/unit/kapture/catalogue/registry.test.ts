import assert from 'node:assert/strict';
import {
  isListOperation,
  listOperations,
  operationIds,
  operationOfFile,
  operationOfSchema,
  operations,
  requestSuffix,
} from '../../../../src/kapture/catalogue/registry.ts';
import { problemOfPath } from '../../../../src/kapture/connection/connection.ts';

describe('operations', () => {
  it('customer operations → writes expect an object, reads an array of one', () => {
    for (const id of operationIds) {
      const { module, writes, shape } = operations[id];
      if (module === 'customer') assert.equal(shape, writes ? 'object' : 'array-of-one', id);
    }
  });
  for (const id of operationIds) {
    it(`${id} → is registered by its id, is a POST to a valid path, and its response schema has the result key`, () => {
      const operation = operations[id];
      assert.equal(operation.id, id);
      assert.equal(operation.method, 'POST');
      assert.equal(problemOfPath(operation.path), undefined);
      const { resultKey, schema } = operation.response;
      assert(resultKey === undefined || resultKey in schema().properties);
    });
  }
  it('titles and suffixes → unique', () => {
    assert.equal(new Set(operationIds.map((id) => operations[id].title)).size, operationIds.length);
    assert.equal(new Set(operationIds.map(requestSuffix)).size, operationIds.length);
  });
});

describe('operationOfFile', () => {
  for (const id of operationIds) {
    it(`a file of ${id} → ${id}`, () => {
      for (const path of [
        `x${requestSuffix(id)}`,
        `/a/b c.d${requestSuffix(id)}`,
        `C:\\a\\x${requestSuffix(id)}`,
        requestSuffix(id),
      ])
        assert.equal(operationOfFile(path), id);
    });
  }
  for (const path of [
    '',
    'add.json',
    'x.kapture-add.jsonc',
    'x.kapture-add.json.bak',
    'x.kapture-remove.json',
    'kapture-add.json',
    'x.kapture-.json',
  ]) {
    it(`${JSON.stringify(path)} → undefined`, () => assert.equal(operationOfFile(path), undefined));
  }
});

describe('operationOfSchema', () => {
  for (const id of operationIds) {
    it(`the schema of ${id} → ${id}`, () => {
      for (const url of [`https://example.com/kapture/${id}.schema.json`, `./${id}.schema.json`])
        assert.equal(operationOfSchema(url), id);
    });
  }
  for (const url of ['', 'https://example.com/kapture/ticket.schema.json', './add.schema.jsonc']) {
    it(`${JSON.stringify(url)} → undefined`, () => assert.equal(operationOfSchema(url), undefined));
  }
});

describe('listOperations', () => {
  it('the operations whose response is a list, by its module', () =>
    assert.deepEqual(
      operationIds.filter(isListOperation).map((id) => [operations[id].response.records?.module, id]),
      Object.entries(listOperations),
    ));
});
