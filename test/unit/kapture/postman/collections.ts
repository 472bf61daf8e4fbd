export const schema21 = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

const json = { raw: { language: 'json' } };

/** A collection of Kapture and other requests, in version 2.1. */
export const teamCollection = {
  info: { _postman_id: 'c0ffee00-0000-4000-8000-000000000001', name: 'Kapture: staging', schema: schema21 },
  auth: {
    type: 'basic',
    basic: [
      { key: 'password', value: '{{kapture_password}}', type: 'string' },
      { key: 'username', value: '{{kapture_user}}', type: 'string' },
    ],
  },
  event: [{ listen: 'prerequest', script: { type: 'text/javascript', exec: [''] } }],
  variable: [
    { key: 'base_url', value: 'https://old.example' },
    { key: 'campaign', value: 'Web' },
    { key: 'owner code', value: '17' },
  ],
  item: [
    {
      name: 'Customers',
      item: [
        {
          name: 'Add a customer',
          event: [{ listen: 'test', script: { type: 'text/javascript', exec: ['pm.test("ok", () => {});'] } }],
          request: {
            method: 'POST',
            header: [
              { key: 'Content-Type', value: 'application/json' },
              { key: 'X-Trace', value: 'on' },
              { key: 'X-Old', value: 'off', disabled: true },
            ],
            body: {
              mode: 'raw',
              options: json,
              raw: '[\r\n  {\r\n    // the caller\r\n    "customer_name": "{{$randomFullName}}",\r\n    "phone": {{phone}},\r\n    "campaign_name": "{{campaign}}",\r\n    "customer_assign_emp_code": {{owner code}},\r\n    "remarks": "{{api_token}} of {{owner code}}"\r\n  }\r\n]',
            },
            url: {
              raw: '{{base_url}}/add-update-customer-from-other-source.html/v.2.0',
              host: ['{{base_url}}'],
              path: ['add-update-customer-from-other-source.html', 'v.2.0'],
            },
          },
          response: [],
        },
        {
          name: 'Get: by phone?',
          request: {
            method: 'POST',
            header: [],
            body: { mode: 'raw', raw: '[{"phone":"9876543210"}]', options: json },
            url: {
              protocol: 'https',
              host: ['acme', 'kapturecrm', 'com'],
              path: ['search-customer-by-customer-id.html'],
            },
          },
        },
      ],
    },
    {
      name: 'Weather',
      request: { method: 'GET', header: [], url: { raw: 'https://weather.example/today' } },
    },
    {
      name: 'Upload',
      request: {
        method: 'POST',
        header: [],
        body: { mode: 'formdata', formdata: [{ key: 'file', type: 'file', src: 'a.csv' }] },
        url: { raw: '{{base_url}}/upload' },
      },
    },
    {
      name: 'Orders',
      request: {
        method: 'POST',
        header: [],
        body: { mode: 'raw', raw: '{"hello": 1}', options: json },
        url: { raw: 'https://shop.example/hello' },
      },
    },
  ],
};

/** The environment that the collection is used with. */
export const stagingEnvironment = {
  id: 'c0ffee00-0000-4000-8000-000000000002',
  name: 'Staging',
  values: [
    { key: 'base_url', value: 'https://{{host}}', type: 'default', enabled: true },
    { key: 'host', value: 'acme.kapturecrm.com', type: 'default', enabled: true },
    { key: 'kapture_user', value: 'integration', type: 'default', enabled: true },
    { key: 'kapture_password', value: 'canary-password-1', type: 'secret', enabled: true },
    { key: 'api_token', value: 'canary-token-22', type: 'secret', enabled: true },
    { key: 'phone', value: '', type: 'default', enabled: false },
  ],
  _postman_variable_scope: 'environment',
  _postman_exported_at: '2026-03-14T09:00:00.000Z',
  _postman_exported_using: 'Postman/11.0.0',
};

/** A collection in version 2.0, with text in place of most objects. */
export const oldCollection = {
  info: {
    name: 'Old',
    schema: 'https://schema.getpostman.com/json/collection/v2.0.0/collection.json',
  },
  auth: { type: 'basic', basic: { username: 'integration', password: 'canary-password-1' } },
  item: [
    {
      name: 'Get',
      request: {
        method: 'POST',
        header: 'Content-Type: application/json\nX-Trace: on',
        body: { mode: 'raw', raw: '[{"kapture_customer_id":"7"}]' },
        url: 'https://acme.kapturecrm.com/search-customer-by-customer-id.html',
      },
    },
    { name: 'Status', request: 'https://acme.kapturecrm.com/status' },
  ],
};

/** A collection with one request to Kapture, which differs in some properties. */
export function collectionWith(request: object, others: object = {}): string {
  return JSON.stringify({
    info: { name: 'One', schema: schema21 },
    item: [
      {
        name: 'Get',
        request: {
          method: 'POST',
          header: [],
          body: { mode: 'raw', raw: '[{"phone":"9876543210"}]' },
          url: { raw: 'https://acme.kapturecrm.com/search-customer-by-customer-id.html' },
          ...request,
        },
      },
    ],
    ...others,
  });
}
