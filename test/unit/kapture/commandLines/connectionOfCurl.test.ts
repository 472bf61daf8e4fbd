import assert from 'node:assert/strict';
import { formOf } from '../../../../src/kapture/catalogue/forms.ts';
import { connectionOfCurl, type CurlConnection } from '../../../../src/kapture/commandLines/connectionOfCurl.ts';
import { curlHeaders, entryOfCurlHeader } from '../../../../src/kapture/commandLines/curlHeaders.ts';
import { readConnection } from '../../../../src/kapture/connection/connection.ts';
import { inEnglish } from '../../../../src/kapture/problem/problem.ts';

const origin = 'https://acme.kapturecrm.com';
const flat = { customer_name: 'Asha', phone: '9000000001' };
const nested = { customer_info: { customer_name: 'Asha', phone: '9000000001' } };
const array = [{ name: 'Asha', phone: '9000000001', email: 'asha@example.com', customer_code: '1' }];
const enquiry = '/add-update-enquiry';
const shared = '/add-update-customer-from-other-source.html';
const nestedPath = '/ms/customer/customer/api/v1/add-update';

function read(path: string, body: unknown, rest = ''): CurlConnection {
  const { found } = connectionOfCurl(`curl '${origin}${path}' ${rest} -d '${JSON.stringify(body)}'`);
  assert.ok(found);
  return found;
}

describe('connectionOfCurl', () => {
  const commands: readonly [what: string, path: string, body: unknown, expected: Partial<CurlConnection>][] = [
    ['a flat Add at its default path', shared, flat, { operation: 'add', dialect: 'flat', paths: {} }],
    [
      'a flat Add at another candidate',
      enquiry,
      flat,
      { operation: 'add', dialect: 'flat', paths: { add: enquiry, update: enquiry } },
    ],
    [
      'a flat Update',
      shared,
      { ...flat, kapture_customer_id: '61371820' },
      { operation: 'update', dialect: 'flat', paths: {} },
    ],
    ['a nested Add', nestedPath, nested, { operation: 'add', dialect: 'nested', paths: {} }],
    [
      'a nested Update',
      nestedPath,
      { customer_info: { customer_id: '61371820', city: 'Pune' } },
      { operation: 'update', dialect: 'nested', paths: {} },
    ],
    [
      'a nested Add at a path of the tenant',
      '/api/customers',
      nested,
      { operation: 'add', dialect: 'nested', paths: { add: '/api/customers', update: '/api/customers' } },
    ],
    ['an array Add', shared, array, { operation: 'add', dialect: 'array', paths: {} }],
    ['the same fields in an object', shared, array[0], { operation: 'add', dialect: 'object-2016', paths: {} }],
    [
      'a Get',
      '/search-customer-by-customer-id.html',
      [{ kapture_customer_id: '1' }],
      { operation: 'get', dialect: 'flat', paths: {} },
    ],
    [
      'a Get Ticket without the suffix',
      '/search-ticket-by-ticket-id.html',
      { ticket_ids: '1' },
      { operation: 'get-ticket', dialect: 'flat', paths: { 'get-ticket': '/search-ticket-by-ticket-id.html' } },
    ],
    [
      'a Pull in the nested dialect',
      formOf('pull', 'nested').path,
      { createStartDate: '2026-11-01', createEndDate: '2026-11-01', cm_id: 42 },
      { operation: 'pull', dialect: 'nested', cmId: '42', paths: {} },
    ],
    [
      'an enquiry with products',
      '/add-update-enquiry-from-other-source.html',
      [{ customer_name: 'Asha', phone: '1', product_details: [] }],
      { operation: 'push-enquiry', dialect: 'flat', paths: {} },
    ],
    [
      'an unknown body at an unknown path',
      '/other',
      { color: 'red' },
      { operation: undefined, dialect: 'flat', paths: {} },
    ],
  ];
  for (const [what, path, body, expected] of commands)
    it(`${what} → operation, dialect and paths`, () =>
      assert.partialDeepStrictEqual(read(path, body), { baseUrl: origin, ...expected }));

  for (const [path, baseUrl, paths] of [
    [`/kapture${shared}`, `${origin}/kapture`, {}],
    [`/gw/v2${enquiry}?source=1`, `${origin}/gw/v2`, { add: `${enquiry}?source=1`, update: `${enquiry}?source=1` }],
    ['/kapture/customers.html', origin, { add: '/kapture/customers.html', update: '/kapture/customers.html' }],
  ] as const)
    it(`${path} → the base path of a known path is part of the base URL`, () =>
      assert.partialDeepStrictEqual(read(path, flat), { baseUrl, paths }));

  it('key and headers → found, and not part of the body, the paths or the entry for the settings', () => {
    const found = read(
      shared,
      flat,
      `-H 'Authorization: Basic c2VjcmV0LWtleQ' -H 'x-api-key: Basic c2VjcmV0LWtleQ' -H 'X-Client-Token: 8f14e45fceea167a' -H 'x-api-type: TICKET'`,
    );
    assert.equal(found.key, 'c2VjcmV0LWtleQ');
    const headers = found.headers.map(entryOfCurlHeader);
    assert.deepEqual(headers, [
      { name: 'x-api-key', from: 'auth-key' },
      { name: 'X-Client-Token', from: 'secret' },
      { name: 'x-api-type', value: 'TICKET' },
    ]);
    assert.ok(readConnection({ name: 'Acme', baseUrl: found.baseUrl, headers }).connection);
    const { key: _key, headers: _headers, ...others } = found;
    assert.doesNotMatch(JSON.stringify([others, headers]), /c2VjcmV0LWtleQ|8f14e45fceea167a/);
  });

  for (const [query, path, omittedParameters, key] of [
    ['?auth_key=a1b2c3SECRETd4&api_id=35', '?api_id=35', ['auth_key'], 'a1b2c3SECRETd4'],
    ['?api_id=35&AuthKey=a1b2c3SECRETd4%3D', '?api_id=35', ['AuthKey'], 'a1b2c3SECRETd4='],
    ['?access_token=SECRET&%70wd=SECRET', '', ['access_token', 'pwd'], undefined],
    ['?api_id=35&flag', '?api_id=35&flag', [], undefined],
    ['?assigned_to=5&keyword=x&certified=1', '?assigned_to=5&keyword=x&certified=1', [], undefined],
    ['?designation=x&hashTag=1&author_id=7', '?designation=x&hashTag=1&author_id=7', [], undefined],
    ['?designKey=SECRET&assign_token=SECRET', '', ['designKey', 'assign_token'], undefined],
    ['?sign=SECRET&apikey=SECRET', '', ['sign', 'apikey'], undefined],
  ] as const) {
    it(`${query} → secrets are not part of the paths`, () => {
      const { key: found, ...others } = read(`${shared}${query}`, flat);
      const paths = path ? { add: shared + path, update: shared + path } : {};
      assert.partialDeepStrictEqual(others, { operation: 'add', paths, path: shared + path, omittedParameters });
      assert.equal(found, key);
      assert.ok(!JSON.stringify(others).includes('SECRET'));
    });
  }
  it('the key of the header as a parameter of any name → omitted', () => {
    const { key, paths } = read(`${shared}?k=c2VjcmV0LWtleQ`, flat, `-H 'Authorization: Basic c2VjcmV0LWtleQ'`);
    assert.deepEqual([key, paths], ['c2VjcmV0LWtleQ', {}]);
  });

  const refused: readonly [what: string, command: string, why: RegExp][] = [
    ['plain http', `curl http://acme.kapturecrm.com${shared} -d '{}'`, /Use https/],
    ['no scheme, which is http in curl', `curl acme.kapturecrm.com${shared} -d '{}'`, /Use https/],
    ['ftp', `curl ftp://acme.kapturecrm.com${shared} -d '{}'`, /must start with https/],
    ['a file', `curl file:///etc/passwd -d '{}'`, /Enter a URL|must start with https/],
    ['a variable in the host', `curl "https://$HOST${shared}" -d '{}'`, /^variable-url$/],
    ['two URLs', `curl ${origin}${shared} https://evil.example -d '{}'`, /^several-urls$/],
    ['an unknown option that takes the URL', `curl --evil https://evil.example ${origin} -d '{}'`, /^several-urls$/],
    ['an unclosed quote', `curl ${origin} -d '{`, /^unclosed-quote$/],
    ['no command', 'hello', /^no-command$/],
    ['a body from a file', `curl ${origin}${shared} -d @/etc/passwd`, /^file$/],
  ];
  for (const [what, command, why] of refused)
    it(`${what} → refused`, () => {
      const { found, problem, refusal } = connectionOfCurl(command);
      assert.equal(found, undefined);
      assert.match(problem?.reason ?? (typeof refusal === 'object' ? inEnglish(refusal) : String(refusal)), why);
    });

  it('user name and password in the URL → the base URL does not have them', () => {
    const { found } = connectionOfCurl(
      `curl https://user:pass@acme.kapturecrm.com${shared} -d '${JSON.stringify(flat)}'`,
    );
    assert.equal(found?.baseUrl, origin);
    assert.equal(found.key, Buffer.from('user:pass').toString('base64'));
  });
});

describe('curlHeaders', () => {
  it('a header of a command whose quotes are doubled for the command prompt → as that shell reads it', () => {
    const [found] = curlHeaders(`curl "${origin}" -H "X-Team: ""a b""" --data-raw "{""a"":""x""}"`);
    assert.equal(found?.value, '"a b"');
  });
  const sources: readonly [header: string, expected: object | undefined][] = [
    ['x-api-type: TICKET', { source: 'text' }],
    ['x-client: mobile app', { source: 'text' }],
    ['x-version: v2.1', { source: 'text' }],
    ['x-api-key: short', { source: 'secret' }],
    ['x-tenant: 8f14e45fceea167a', { source: 'secret' }],
    ['x-session: abc', { source: 'secret' }],
    ['x-pwd: monkey', { source: 'secret' }],
    ['x-pin: 4711', { source: 'secret' }],
    ['X-Otp: abc', { source: 'secret' }],
    ['x-client-id: 4711', { source: 'secret' }],
    ['x-api-version: 2', { source: 'text' }],
    ['x-api-key: $API_KEY', { source: 'secret', value: undefined }],
    ['x-odd: caf\u00e9', { value: undefined }],
    ['cookie: JSESSIONID=1', undefined],
    ['Host: evil.example', undefined],
    ['sec-fetch-mode: cors', undefined],
    ['content-type: text/plain', undefined],
  ];
  for (const [header, expected] of sources)
    it(`${header} → ${expected ? JSON.stringify(expected) : 'none'}`, () => {
      const [found] = curlHeaders(`curl ${origin} -H "${header}" -d '{}'`);
      if (expected) assert.partialDeepStrictEqual(found, expected);
      else assert.equal(found, undefined);
    });
});
