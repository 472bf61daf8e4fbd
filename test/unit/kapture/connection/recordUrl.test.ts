import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConnection } from '../../../../src/kapture/connection/connection.ts';
import { needsCode, problemOfRecordUrl, recordUrlOf } from '../../../../src/kapture/connection/recordUrl.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';

describe('recordUrl of a connection', () => {
  for (const [template, expected] of [
    ['https://acme.kapturecrm.com/customer/{id}', 'https://acme.kapturecrm.com/customer/61371820'],
    [
      'https://crm.example.com/#/find?code={code}&id={id}',
      'https://crm.example.com/#/find?code=A%2F1%20%23&id=61371820',
    ],
    ['http://localhost:8080/c/{id}', 'http://localhost:8080/c/61371820'],
    ['HTTPS://acme.kapturecrm.com/{id}/{id}', 'HTTPS://acme.kapturecrm.com/61371820/61371820'],
  ] as const)
    it(`${template} → ${expected}`, () => {
      assert.equal(problemOfRecordUrl(template), undefined);
      assert.equal(recordUrlOf(template, { id: '61371820', code: 'A/1 #' }), expected);
    });

  for (const [template, expected] of [
    [5, /Enter a URL/],
    ['', /Enter a URL/],
    ['acme.kapturecrm.com/{id}', /must start with https/],
    ['javascript:alert({id})', /must start with https/],
    ['file:///etc/{id}', /must start with https/],
    ['https:acme.com/{id}', /must start with https/],
    ['http://acme.kapturecrm.com/{id}', /must start with https.*only for this machine/],
    ['https://kapdemo:kap123@acme.kapturecrm.com/{id}', /Remove the user name/],
    ['https://@acme.kapturecrm.com/{id}', /Remove the user name/],
    ['https://acme.kapturecrm.com/customer', /must contain \{id\} or \{code\}/],
    ['https://acme.kapturecrm.com/{phone}', /placeholder \{phone\} is unknown/],
    ['https://acme.kapturecrm.com/{}', /placeholder \{\} is unknown/],
    ['https://{code}.kapturecrm.com/{id}', /host .* cannot contain placeholders/],
    ['https://acme.kapturecrm.com:{id}', /host .* cannot contain placeholders/],
    ['https://acme.kapturecrm.com/a b/{id}', /spaces or backslashes/],
    ['https://acme.kapturecrm.com\\{id}', /./],
    [`https://acme.kapturecrm.com/${'x'.repeat(2000)}{id}`, /longer than 2000/],
  ] as const)
    it(`${String(template).slice(0, 60)} → ${expected.source}`, () => {
      assert.match(inEnglish(problemOfRecordUrl(template)!), expected);
      const entry = { name: 'Acme', baseUrl: 'https://acme.kapturecrm.com', recordUrl: template };
      assert.match(inEnglish(readConnection(entry).problem!), /^Customer page URL: /);
    });

  it('a valid one → is part of the connection', () => {
    const recordUrl = 'https://help.example.com/{id}';
    const { connection } = readConnection({ name: 'Acme', baseUrl: 'https://acme.kapturecrm.com', recordUrl });
    assert.equal(connection?.recordUrl, recordUrl);
  });

  it('any ID and code → stay in their places of the URL, and can be read back', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (id, code) => {
        const url = new URL(recordUrlOf('https://acme.kapturecrm.com/c-{id}/x?code={code}#end', { id, code }));
        assert.equal(url.origin, 'https://acme.kapturecrm.com');
        assert.equal(decodeURIComponent(url.pathname), `/c-${id}/x`);
        assert.equal(decodeURIComponent(url.search.slice('?code='.length)), code);
        assert.equal(url.hash, '#end');
      }),
    ));

  it('a template with {code} → needs the record; with {id} → does not', () => {
    assert.deepEqual(['https://a.example/{id}', 'https://a.example/{code}'].map(needsCode), [false, true]);
  });
});
