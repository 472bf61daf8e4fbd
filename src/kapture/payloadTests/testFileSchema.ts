import { operationIds, operations, requestSuffix } from '../catalogue/registry.ts';
import { dialects } from '../catalogue/dialect.ts';
import { bodyDefinitions, bodySchema, type JsonSchema } from './bodySchemas.ts';

/** The dialect of a file, a case or a step. */
const dialectSchema = (whose: string) => ({
  enum: dialects,
  description: `The dialect ${whose}. By default, that of the connection.`,
});

/** The JSON schema of `*.kapture-test.json`. The schema of a body depends on the operation of its step. */
export function testFileSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Kapture payload tests',
    description:
      'Requests and the expected responses. Run them in the Test Explorer, or with kapture test on the command line.',
    type: 'object',
    allowComments: true,
    allowTrailingCommas: true,
    required: ['cases'],
    additionalProperties: false,
    properties: {
      dialect: dialectSchema('of all cases'),
      cases: {
        type: 'array',
        description:
          'Cases run in this order. They are independent: a value that one case takes is not available in the next.',
        items: { $ref: '#/definitions/case' },
        defaultSnippets: caseSnippets,
      },
    },
    definitions: {
      case: {
        type: 'object',
        required: ['name'],
        additionalProperties: false,
        defaultSnippets: caseSnippets,
        properties: {
          name: { type: 'string', minLength: 1, description: 'The name in the Test Explorer and in reports.' },
          steps: {
            type: 'array',
            minItems: 1,
            items: { $ref: '#/definitions/step' },
            description:
              'Requests that are sent in order. The case ends at the first unexpected response. A case with one request does not need steps.',
          },
          ...stepProperties,
        },
        if: { required: ['steps'] },
        else: rulesOfStep,
      },
      step: { type: 'object', additionalProperties: false, properties: stepProperties, ...rulesOfStep },
      expectation: {
        markdownDescription:
          'The expected value, or an object with `equals`, `contains`, `matches` or `exists`. Variables such as `{{name}}` are allowed.',
        if: {
          type: 'object',
          anyOf: ['equals', 'contains', 'matches', 'exists'].map((verb) => ({ required: [verb] })),
        },
        then: { properties: verbProperties },
        defaultSnippets: verbSnippets,
      },
      ...bodyDefinitions(),
    },
    defaultSnippets: [
      { label: 'Payload tests', description: 'A file with one case', body: { cases: [caseSnippets[0]!.body] } },
    ],
  };
}

const verbProperties = {
  equals: { description: 'The expected value.' },
  contains: { description: 'A part of the string, or an element of the array.' },
  matches: {
    type: 'string',
    description: 'A regular expression that must match a part of the string or number.',
    examples: ['^[0-9]+$'],
  },
  exists: { type: 'boolean', description: 'Whether the value must exist.' },
};

const verbSnippets = [
  { label: '{ "exists": true }', body: { exists: true } },
  { label: '{ "contains": … }', body: { contains: '$1' } },
  { label: '{ "matches": … }', body: { matches: '$1' } },
];

const pointerPattern = '^(/([^~/]|~[01])*)*$';

const expectSchema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  description: 'Conditions that the response must meet. By default, success is expected.',
  properties: {
    outcome: {
      enum: ['success', 'failed', 'unreadable'],
      enumDescriptions: [
        'The response reports success.',
        'The response reports a failure.',
        'The response reports neither success nor failure, or is not JSON.',
      ],
      description: 'The outcome in the response body, regardless of the HTTP status.',
    },
    message: {
      anyOf: [
        { type: 'string', description: 'The exact message.' },
        {
          type: 'object',
          additionalProperties: false,
          minProperties: 1,
          properties: {
            ...verbProperties,
            equals: { type: 'string', ...verbProperties.equals },
            contains: { type: 'string', description: 'A part of the message.' },
          },
        },
      ],
      markdownDescription:
        'The message in the response: the exact text, or an object with `equals`, `contains`, `matches` or `exists`.',
      defaultSnippets: [{ label: '"…"', body: '$1' }, ...verbSnippets.slice(1)],
    },
    status: {
      type: 'integer',
      minimum: 100,
      maximum: 599,
      examples: [200, 400, 401],
      description: 'The HTTP status. Kapture also returns 200 for failures, so check the outcome as well.',
    },
    response: {
      type: 'object',
      propertyNames: { pattern: `${pointerPattern}|^(matchesSnapshot|ignore)$` },
      additionalProperties: { $ref: '#/definitions/expectation' },
      dependencies: { ignore: ['matchesSnapshot'] },
      markdownDescription:
        'Values in the response, by JSON pointer: `"/Enquiry/kapture_customer_id": { "exists": true }`.',
      properties: {
        matchesSnapshot: {
          const: true,
          description:
            'The response must equal its snapshot in the file *.kapture-snapshots.json beside this one. The first run stores it. Unless `outcome`, `message` or an HTTP status of a failure is expected, the request must succeed.',
        },
        ignore: {
          type: 'array',
          items: { type: 'string', pattern: pointerPattern },
          uniqueItems: true,
          markdownDescription:
            'Values that the snapshot ignores, by JSON pointer: `"/Enquiry/kapture_customer_id"`. `*` matches every element: `"/message/*/id"`. A single element keeps its place: `"/message/0"`.',
          defaultSnippets: [{ label: '[ … ]', body: ['${1:/Enquiry/kapture_customer_id}'] }],
        },
        ...Object.fromEntries(
          [
            '/Enquiry/kapture_customer_id',
            '/Enquiry/contact_id',
            '/Customer Details/name',
            '/Customer Details',
            '/message/0/id',
          ].map((pointer) => [pointer, { $ref: '#/definitions/expectation' }]),
        ),
      },
      defaultSnippets: [
        {
          label: '{ "/Enquiry/kapture_customer_id": { "exists": true } }',
          body: { '${1:/Enquiry/kapture_customer_id}': { exists: true } },
        },
        {
          label: '{ "matchesSnapshot": true }',
          body: { matchesSnapshot: true, ignore: ['${1:/Enquiry/kapture_customer_id}'] },
        },
      ],
    },
    withinMs: {
      type: 'number',
      exclusiveMinimum: 0,
      examples: [2000],
      description: 'The maximum response time, in milliseconds.',
    },
  },
};

const stepProperties = {
  operation: {
    enum: operationIds,
    enumDescriptions: operationIds.map((id) => operations[id].title),
    description: 'The operation. The name of a request file determines its operation.',
  },
  dialect: dialectSchema('of the request'),
  body: {
    description: 'The request body, as in a request file: with or without brackets around it. Variables are allowed.',
  },
  rawBody: {
    type: 'string',
    description:
      'A request body that is sent unchanged. Use it for a body that is not JSON or does not have the shape of the operation, for an Update without an ID (Kapture adds a customer), and for an Add with an ID (Kapture updates that customer).',
  },
  file: {
    type: 'string',
    pattern: `\\.kapture-(${operationIds.join('|')})\\.json$`,
    patternErrorMessage: `The name of a request file must end with ${operationIds.map(requestSuffix).join(', ')}.`,
    description: 'The path of a request file to send, relative to this file.',
  },
  key: {
    enum: ['wrong'],
    enumDescriptions: ['An invalid key.'],
    description: 'The key to send. By default, the key of the connection.',
  },
  expect: expectSchema,
  take: {
    type: 'object',
    propertyNames: { pattern: '^[A-Za-z_][\\w.-]*$' },
    additionalProperties: { type: 'string', pattern: pointerPattern },
    markdownDescription:
      'Values in the response that later steps use as `{{name}}`, by JSON pointer: `"id": "/Enquiry/kapture_customer_id"`.',
    defaultSnippets: [
      { label: '{ "id": "/Enquiry/kapture_customer_id" }', body: { '${1:id}': '${2:/Enquiry/kapture_customer_id}' } },
    ],
  },
};

const expectsRefusal = {
  anyOf: [
    { required: ['key'] },
    {
      required: ['expect'],
      properties: { expect: { required: ['outcome'], properties: { outcome: { const: 'failed' } } } },
    },
    {
      required: ['expect'],
      properties: { expect: { required: ['status'], properties: { status: { minimum: 400 } } } },
    },
  ],
};

const rulesOfStep = {
  oneOf: [{ required: ['operation', 'body'] }, { required: ['operation', 'rawBody'] }, { required: ['file'] }],
  errorMessage: 'A step must have an operation and a body (or rawBody), or a request file.',
  allOf: operationIds.map((id) => ({
    if: { required: ['operation'], properties: { operation: { const: id } } },
    // A body that Kapture is expected to refuse breaks rules intentionally: it has hovers and completions, but no
    // warnings.
    then: { if: expectsRefusal, then: bodySchema(id, 'bad-body'), else: bodySchema(id, 'body') },
  })),
};

const caseSnippets = [
  {
    label: 'A case',
    description: 'One request and the expected response',
    body: {
      name: '${1:adds a customer}',
      operation: 'add',
      body: { customer_name: '{{\\$name}}', phone: '{{\\$phone}}' },
      expect: { outcome: 'success', status: '^${2:200}' },
    },
  },
  {
    label: 'A case that expects a failure',
    description: 'A request that Kapture rejects, and the expected message',
    body: {
      name: '${1:rejects a short phone number}',
      operation: 'add',
      body: { customer_name: '{{\\$name}}', phone: '${2:12345}' },
      expect: {
        outcome: 'failed',
        message: '${3:Invalid phone number, number must contain 10 digits and must start from 6 or above}',
      },
    },
  },
  {
    label: 'A case with several steps',
    description: 'Add a customer, then get it',
    body: {
      name: '${1:gets a new customer}',
      steps: [
        {
          operation: 'add',
          body: { customer_name: '{{\\$name}}', phone: '{{\\$phone}}' },
          take: { id: '/Enquiry/kapture_customer_id' },
        },
        {
          operation: 'get',
          body: { kapture_customer_id: '{{id}}' },
          expect: { outcome: 'success', response: { '/Customer Details/name': '{{\\$name}}' } },
        },
      ],
    },
  },
];
