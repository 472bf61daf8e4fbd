import assert from 'node:assert/strict';
import { maxPostmanLength, maxPostmanRequests, readPostman } from '../../../../src/kapture/postman/readPostman.ts';
import { collectionWith, stagingEnvironment, teamCollection } from './collections.ts';

describe('readPostman', () => {
  for (const [title, text, problem] of [
    ['not JSON', '{"info": ', 'not-json'],
    ['other JSON', '{"a": 1}', 'unknown'],
    ['null', 'null', 'unknown'],
    ['version 1', '{"id": "1", "name": "Old", "requests": [], "order": []}', 'old'],
    ['too long', ' '.repeat(maxPostmanLength + 1), 'too-long'],
    ['deep nesting', '['.repeat(1_000_000), 'not-json'],
  ] as const)
    it(`${title} → ${problem}`, () => assert.deepEqual(readPostman(text), { problem }));

  it('an environment → its enabled variables, and which are secret', () => {
    const { environment } = readPostman(JSON.stringify(stagingEnvironment));
    assert.deepEqual(
      environment!.variables.map(({ name, isSecret }) => [name, isSecret]),
      [
        ['base_url', false],
        ['host', false],
        ['kapture_user', false],
        ['kapture_password', true],
        ['api_token', true],
      ],
    );
  });

  it('a collection from the API of Postman, with a byte order mark → read', () => {
    const { collection } = readPostman(`\uFEFF${JSON.stringify({ collection: teamCollection })}`);
    assert.equal(collection!.requests.length, 5);
  });

  it('path variables → their values; without a value, a variable', () => {
    const variable = [
      { key: 'page', value: 'get.html' },
      { key: 'id', value: '' },
    ];
    const raw = 'https://a.example:8443/:page/:id/:other?at=/:id';
    const { collection } = readPostman(collectionWith({ url: { raw, variable } }));
    assert.equal(collection!.requests[0]!.url, 'https://a.example:8443/get.html/{{id}}/:other?at=/:id');
  });

  it('authorization → of the request, else of the nearest folder', () => {
    const request = { url: 'https://a.example' };
    const bearer = { type: 'bearer', bearer: [{ key: 'token', value: 't' }] };
    const { collection } = readPostman(
      JSON.stringify({
        auth: { type: 'basic', basic: [] },
        item: [
          {
            name: 'a',
            auth: bearer,
            item: [
              { name: 'b', request },
              { name: 'c', request: { ...request, auth: { type: 'noauth' } } },
            ],
          },
          { name: 'd', request },
        ],
      }),
    );
    assert.deepEqual(
      collection!.requests.map(({ name, auth }) => [name, auth?.type]),
      [
        ['b', 'bearer'],
        ['c', 'noauth'],
        ['d', 'basic'],
      ],
    );
  });

  it('more requests and deeper folders than are read → cut', () => {
    const one = (JSON.parse(collectionWith({})) as { item: object[] }).item[0]!;
    const many = readPostman(JSON.stringify({ item: new Array(maxPostmanRequests + 5).fill(one) })).collection!;
    assert.deepEqual([many.requests.length, many.isCut], [maxPostmanRequests, true]);
    const deep = `${'{"item":['.repeat(20_000)}${']}'.repeat(20_000)}`;
    assert.deepEqual([readPostman(deep).collection?.requests, readPostman(deep).collection?.isCut], [[], true]);
  });

  it('wrong types everywhere → no error', () => {
    const odd = [
      null,
      1,
      'x',
      [],
      {},
      { item: null },
      { item: [{}] },
      { name: {}, request: { url: 7, header: 5, body: 'x', auth: [] } },
    ];
    const { collection } = readPostman(JSON.stringify({ info: 5, item: odd, variable: 'x', auth: 'basic' }));
    assert.ok(collection);
  });
});
