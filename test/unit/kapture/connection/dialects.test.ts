import assert from 'node:assert/strict';
import { dialectOf, readConnection, urlOf, type Connection } from '../../../../src/kapture/connection/connection.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';

const entry = { name: 'Acme', baseUrl: 'https://acme.kapturecrm.com' };

function read(settings: object): Connection {
  return readConnection({ ...entry, ...settings }).connection ?? assert.fail('The connection has a problem.');
}

describe('the dialects of a connection', () => {
  it('no setting → flat for every operation', () => {
    const connection = read({});
    assert.equal(dialectOf(connection, 'add'), 'flat');
    assert.equal(urlOf(connection, 'add'), `${entry.baseUrl}/add-update-customer-from-other-source.html`);
  });
  it('nested → the path of each nested operation, and those of the others', () => {
    const connection = read({ dialect: 'nested' });
    assert.equal(urlOf(connection, 'update'), `${entry.baseUrl}/ms/customer/customer/api/v1/add-update`);
    assert.equal(urlOf(connection, 'get'), `${entry.baseUrl}/search-customer-by-customer-id.html`);
  });
  it('a dialect for one operation → that operation alone has it', () => {
    const connection = read({ dialects: { add: 'array' } });
    assert.equal(dialectOf(connection, 'add'), 'array');
    assert.equal(dialectOf(connection, 'pull'), 'flat');
  });
  it('a path and a dialect → the path', () =>
    assert.equal(urlOf(read({ dialect: 'nested', paths: { add: '/own' } }), 'add'), `${entry.baseUrl}/own`));
  it('Pull in the nested dialect → pages of 100 and periods of 24 hours', () =>
    assert.partialDeepStrictEqual(read({ dialects: { pull: 'nested' } }), {
      pages: true,
      recordLimit: 100,
      periodHours: 24,
    }));
  it('Pull in the nested dialect with smaller limits → these limits', () =>
    assert.partialDeepStrictEqual(read({ dialect: 'nested', recordLimit: 50, periodHours: 12 }), {
      pages: true,
      recordLimit: 50,
      periodHours: 12,
    }));
  it('Pull in the nested dialect with limits of the flat one → the documented maximum', () =>
    assert.partialDeepStrictEqual(read({ dialect: 'nested', recordLimit: 500, periodHours: 168 }), {
      pages: true,
      recordLimit: 100,
      periodHours: 24,
    }));
  it('Pull in the nested dialect without pages → a full response still counts as limited', () =>
    assert.partialDeepStrictEqual(read({ dialect: 'nested', pages: false }), { pages: false, recordLimit: 100 }));
  it('a tenant ID as a number or a text → a text', () =>
    assert.deepEqual([read({ cmId: 1000298 }).cmId, read({ cmId: '1000298' }).cmId], ['1000298', '1000298']));

  for (const [settings, sentence] of [
    [{ dialect: 'soap' }, 'dialect must be one of flat, nested, array, object-2016.'],
    [{ dialects: [] }, 'dialects must be an object.'],
    [{ dialects: { drop: 'flat' } }, 'dialects contains the unknown operation "drop".'],
    [{ dialects: { get: 'nested' } }, 'The dialect of get must be one of flat.'],
    [{ dialects: { pull: 'array' } }, 'The dialect of pull must be one of flat, nested.'],
    [{ cmId: 'x' }, 'cmId must be a number.'],
    [{ cmId: {} }, 'cmId must be a number.'],
  ] as const)
    it(`${JSON.stringify(settings)} → ${sentence}`, () => {
      const { problem } = readConnection({ ...entry, ...settings });
      assert.equal(problem && inEnglish(problem), sentence);
    });
});
