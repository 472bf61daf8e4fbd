import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type * as Validator from '@har-sdk/validator';
import { readConnection, type Connection } from '../../../../src/kapture/connection/connection.ts';
import {
  exportCollection as exportWithout,
  type CollectionExport,
  type RequestToExport,
} from '../../../../src/kapture/postman/exportCollection.ts';
import { importCollection } from '../../../../src/kapture/postman/importCollection.ts';
import { readPostman } from '../../../../src/kapture/postman/readPostman.ts';
import { redactor } from '../../../../src/kapture/redaction/redact.ts';
import { oldCollection, teamCollection } from './collections.ts';

const { PostmanValidator } = createRequire(import.meta.url)('@har-sdk/validator') as typeof Validator;

const connectionTo = (name: string, facts: object = {}): Connection => {
  const { connection } = readConnection({ name, baseUrl: `https://${name.toLowerCase()}.example`, ...facts });
  assert.ok(connection);
  return connection;
};

const acme = connectionTo('Acme');

const exportCollection = (
  name: string,
  requests: readonly RequestToExport[],
  secrets: readonly string[] = [],
): CollectionExport => exportWithout(name, requests, redactor(secrets, { bare: 'words' }));

const request = (text: string, facts: Partial<RequestToExport> = {}): RequestToExport => ({
  name: 'add customer',
  folders: [],
  operation: 'add',
  text,
  connection: acme,
  lookup: (name) => ({ city: 'Pune', count: 3, api_key: 'canary-value' })[name],
  ...facts,
});

interface Exported {
  readonly auth?: object;
  readonly item: readonly {
    readonly name: string;
    readonly item?: Exported['item'];
    readonly request?: {
      readonly auth?: object;
      readonly url: { readonly raw: string };
      readonly body: { readonly raw: string };
      readonly header: readonly { readonly key: string; readonly value: string }[];
    };
  }[];
  readonly variable: readonly { readonly key: string; readonly value: string }[];
}

const read = ({ text }: CollectionExport): Exported => JSON.parse(text) as Exported;
const valuesOf = (exported: CollectionExport): Record<string, string> =>
  Object.fromEntries(read(exported).variable.map(({ key, value }) => [key, value]));

/** The errors of Postman's own schema. */
async function errorsOf(collection: object): Promise<unknown[]> {
  const validator = new PostmanValidator();
  return validator.verify(collection as Parameters<typeof validator.verify>[0]);
}

describe('exportCollection', () => {
  const text =
    '// @connection Acme\n[{"customer_name": "{{$name}} of {{city}}", "phone": "{{$phone}}", "a": "{{$guid}}", "b": "{{$timestamp}}", ' +
    '"c": "{{count}}", "d": "{{$today-7}}", "e": "{{$last.add.kapture_customer_id}}", "f": "{{$secret.token}}", ' +
    '"g": "{{?Priority:Low|High=Low}}", "h": "{{api_key}}", "i": "{{$env:USER_ID}}", /* no. */ "j": 12345678901234567890,}]';

  it('variables → those of Postman, else variables of the collection without secrets', () => {
    const exported = exportCollection('Acme', [request(text)]);
    const lines = read(exported).item[0]!.request!.body.raw.split('\n');
    assert.deepEqual(
      lines.map((line) => line.trim()).filter((line) => line.startsWith('"')),
      [
        '"customer_name": "{{$randomFullName}} of {{city}}",',
        '"phone": "{{phone}}",',
        '"a": "{{$guid}}",',
        '"b": {{$timestamp}},',
        '"c": {{count}},',
        '"d": "{{today_minus_7}}",',
        '"e": "{{last_add_kapture_customer_id}}",',
        '"f": "{{token}}",',
        '"g": "{{Priority}}",',
        '"h": "{{api_key}}",',
        '"i": "{{env_USER_ID}}",',
        '"j": 12345678901234567890',
      ],
    );
    assert.deepEqual(valuesOf(exported), {
      base_url: 'https://acme.example',
      kapture_auth_key: '',
      city: 'Pune',
      phone: '',
      count: '3',
      today_minus_7: '',
      last_add_kapture_customer_id: '',
      token: '',
      Priority: 'Low',
      api_key: '',
      env_USER_ID: '',
    });
    assert.equal(exported.blank[0], 'kapture_auth_key');
    assert.doesNotMatch(exported.text, /canary/);
  });

  it('a connection → its path, headers and form; secret headers and the key are variables', () => {
    const tenant = connectionTo('Acme', {
      dialect: 'array',
      paths: { add: '/x/add.html/v.2.0?=' },
      headers: [
        { name: 'x-type', value: 'crm' },
        { name: 'x-api-key', from: 'secret' },
        { name: 'x-key', from: 'auth-key' },
        { name: 'x-get', value: 'get', operations: ['get'] },
      ],
    });
    const exported = exportCollection('Acme', [request('{"name": "Asha"}', { connection: tenant })]);
    const { url, header, body } = read(exported).item[0]!.request!;
    assert.equal(url.raw, '{{base_url}}/x/add.html/v.2.0?=');
    assert.equal(body.raw, '[\n  {\n    "name": "Asha"\n  }\n]');
    assert.deepEqual(
      header.map(({ key, value }) => `${key}: ${value}`),
      [
        'Content-Type: application/json',
        'x-type: crm',
        'x-api-key: {{x_api_key}}',
        'x-key: Basic {{kapture_auth_key}}',
      ],
    );
    assert.deepEqual(exported.blank, ['kapture_auth_key', 'x_api_key']);
  });

  it('several connections → a URL and a key each, so that no key is sent elsewhere', () => {
    const exported = exportCollection('Both', [
      request('{"customer_name": "{{city}}"}'),
      request('{"customer_name": "{{city}}"}', { connection: connectionTo('Globex'), lookup: () => 'Goa' }),
    ]);
    const { auth, item } = read(exported);
    assert.equal(auth, undefined);
    assert.deepEqual(
      item.map((one) => [
        one.request!.url.raw.split('}')[0],
        /kapture_auth_key_\w+/.exec(JSON.stringify(one.request!.auth))?.[0],
      ]),
      [
        ['{{base_url_acme', 'kapture_auth_key_acme'],
        ['{{base_url_globex', 'kapture_auth_key_globex'],
      ],
    );
    const { city, city_2 } = valuesOf(exported);
    assert.deepEqual([city, city_2], ['Pune', 'Goa']);
  });

  it('an unknown connection → the path of the dialect in which the request is written', () => {
    const exported = exportCollection('Nested', [
      request('{"customer_info": {"customer_name": "Asha"}}', { connection: undefined }),
    ]);
    assert.equal(read(exported).item[0]!.request!.url.raw, '{{base_url}}/ms/customer/customer/api/v1/add-update');
    assert.equal(exported.blank.includes('base_url'), true);
  });

  it('a request that cannot be sent, or has an auth key → refused', () => {
    const exported = exportCollection('Acme', [
      request('{"a": ', { name: 'broken' }),
      request('[{}, {}]', { name: 'two' }),
      request('{"remarks": "Authorization: Basic a2Fwb3BlbjoxMjM="}', { name: 'key' }),
    ]);
    assert.deepEqual(
      [exported.count, exported.refused.map(({ name, reason }) => `${name}: ${reason}`)],
      [0, ['broken: syntax', 'two: several-bodies', 'key: secret']],
    );
    assert.doesNotMatch(exported.text, /a2Fwb3BlbjoxMjM=/);
  });

  describe('a stored secret', () => {
    const key = Buffer.from('kapdemo:CANARY-secret').toString('base64');
    const pin = '47110815';
    const withPath = connectionTo('Acme', { paths: { add: `/x?k=${key}` } });
    const withHeader = connectionTo('Acme', { headers: [{ name: 'x-type', value: `t ${pin}` }] });
    const requests: readonly RequestToExport[] = [
      request(`{"remarks": "${key}"}`, { name: 'body' }),
      request(`{"remarks": "is ${pin}"}`, { name: 'variable in the body' }),
      request('{"remarks": "{{?Which:=CANARY-secret}}"}', { name: 'question' }),
      request('{}', { name: 'path', connection: withPath }),
      request('{}', { name: 'header', connection: withHeader }),
      request('{"phone": "9847110815", "a": "{{number}}", "b": "{{other}}", "c": "{{city}}"}', {
        name: 'fine',
        lookup: (name) => ({ number: Number(pin), other: `my ${key}`, city: 'Pune' })[name],
      }),
    ];

    it('in a request → refused; as the value of a variable → without the value', () => {
      const exported = exportCollection('Acme', requests, [key, pin]);
      assert.deepEqual(
        exported.refused,
        ['body', 'variable in the body', 'question', 'path', 'header'].map((name) => ({ name, reason: 'secret' })),
      );
      assert.deepEqual(
        read(exported).item.map(({ name }) => name),
        ['fine'],
      );
      assert.partialDeepStrictEqual(valuesOf(exported), { number: '', other: '', city: 'Pune' });
      for (const secret of [key, 'CANARY', `"${pin}`]) assert.ok(!exported.text.includes(secret), exported.text);
      assert.ok(exported.text.includes('9847110815'));
    });
  });

  it("every export, and the collections of these tests → valid in Postman's schema", async () => {
    const inFolders = ['Leads', 'Leads', 'Old'].map((folder, index) =>
      request(text, { name: `request ${index}`, folders: ['.kapture', folder] }),
    );
    for (const exported of [
      exportCollection('Folders', inFolders),
      exportCollection('Both', [request(text), request(text, { connection: connectionTo('Globex') })]),
    ])
      assert.deepEqual(await errorsOf(read(exported)), [], exported.text);
    for (const collection of [teamCollection, oldCollection]) assert.deepEqual(await errorsOf(collection), []);
    assert.notDeepEqual(await errorsOf({ ...teamCollection, item: [{ request: 5 }] }), []);
  });

  it('an export → imported again with its folders, target and variables', () => {
    const exported = exportCollection('Folders', [request(text, { folders: ['Leads', 'New'] })]);
    const again = importCollection(readPostman(exported.text).collection!, [
      { name: 'keys', variables: [{ name: 'kapture_auth_key', value: 'a2FwOjEyMw==', isSecret: true }] },
    ]);
    const [only] = again.requests;
    assert.deepEqual(
      [again.requests.length, only!.operation, only!.origin, only!.key, only!.folders, only!.name],
      [1, 'add', 'https://acme.example', 'a2FwOjEyMw==', ['Leads', 'New'], 'add customer'],
    );
    assert.match(only!.text, /"\{\{\$guid\}\}"[^]*"\{\{\$timestamp\}\}"[^]*"\{\{\$secret.token\}\}"/);
    assert.deepEqual(again.values, { city: 'Pune', count: 3, Priority: 'Low' });
    assert.deepEqual([again.omitted, again.skipped], [[], []]);
  });
});
