import { operationIds, operations, requestSuffix, type OperationId } from '../catalogue/registry.ts';
import { editorSchema } from '../catalogue/editorSchema.ts';

type JsonSchema = Record<string, unknown>;

/** The schema of `*.kapture-test.json`. What stands in a body follows the operation of its step. */
export function testFileSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Kapture payload tests',
    description:
      'Requests and what to expect of their responses. They run in the Test Explorer, and by kapture-test on a command line.',
    type: 'object',
    allowComments: true,
    allowTrailingCommas: true,
    required: ['cases'],
    additionalProperties: false,
    properties: {
      cases: {
        type: 'array',
        description: 'Run in this order, each on its own: what one takes from a response, the next does not see.',
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
          name: { type: 'string', minLength: 1, description: 'Shown in the Test Explorer and in reports.' },
          steps: {
            type: 'array',
            minItems: 1,
            items: { $ref: '#/definitions/step' },
            description:
              'Requests in order; the first that does not answer as expected ends the case. A case of one request needs no steps.',
          },
          ...stepProperties,
        },
        if: { required: ['steps'] },
        else: rulesOfStep,
      },
      step: { type: 'object', additionalProperties: false, properties: stepProperties, ...rulesOfStep },
      expectation: {
        markdownDescription:
          'A value that is to be equal, or an object that says otherwise: `equals`, `contains`, `matches`, `exists`. `{{name}}` stands for a variable.',
        if: {
          type: 'object',
          anyOf: ['equals', 'contains', 'matches', 'exists'].map((verb) => ({ required: [verb] })),
        },
        then: { properties: verbProperties },
        defaultSnippets: verbSnippets,
      },
      ...(Object.assign({}, ...operationIds.map(bodyDefinitions)) as JsonSchema),
    },
    defaultSnippets: [
      { label: 'Payload tests', description: 'A file with one case.', body: { cases: [caseSnippets[0]!.body] } },
    ],
  };
}

const verbProperties = {
  equals: { description: 'The value itself.' },
  contains: { description: 'A part of the text, or an element of the list.' },
  matches: {
    type: 'string',
    description: 'A regular expression, found anywhere in the text or number.',
    examples: ['^[0-9]+$'],
  },
  exists: { type: 'boolean', description: 'Whether there is a value at all.' },
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
  description: 'What has to be true of the response. Without it, success is expected.',
  properties: {
    outcome: {
      enum: ['success', 'failed', 'unreadable'],
      enumDescriptions: [
        'The response says success.',
        'The response says that it failed.',
        'The response says neither, or is not JSON.',
      ],
      description: 'What the response itself says, whatever the HTTP status.',
    },
    message: {
      anyOf: [
        { type: 'string', description: "The server's words, letter by letter." },
        {
          type: 'object',
          additionalProperties: false,
          minProperties: 1,
          properties: {
            ...verbProperties,
            equals: { type: 'string', ...verbProperties.equals },
            contains: { type: 'string', description: 'A part of the text.' },
          },
        },
      ],
      markdownDescription:
        "The server's words: a text that is to be equal letter by letter, or `equals`, `contains`, `matches`, `exists`.",
      defaultSnippets: [{ label: '"…"', body: '$1' }, ...verbSnippets.slice(1)],
    },
    status: {
      type: 'integer',
      minimum: 100,
      maximum: 599,
      examples: [200, 400, 401],
      description: 'The HTTP status. 200 alone proves nothing: look at the outcome.',
    },
    response: {
      type: 'object',
      propertyNames: { pattern: pointerPattern },
      additionalProperties: { $ref: '#/definitions/expectation' },
      markdownDescription:
        'Values of the response, by JSON pointer: `"/Enquiry/kapture_customer_id": { "exists": true }`.',
      properties: Object.fromEntries(
        [
          '/Enquiry/kapture_customer_id',
          '/Enquiry/contact_id',
          '/Customer Details/name',
          '/Customer Details',
          '/message/0/id',
        ].map((pointer) => [pointer, { $ref: '#/definitions/expectation' }]),
      ),
      defaultSnippets: [
        {
          label: '{ "/Enquiry/kapture_customer_id": { "exists": true } }',
          body: { '${1:/Enquiry/kapture_customer_id}': { exists: true } },
        },
      ],
    },
    withinMs: {
      type: 'number',
      exclusiveMinimum: 0,
      examples: [2000],
      description: 'The longest that the response may take, in milliseconds.',
    },
  },
};

const stepProperties = {
  operation: {
    enum: operationIds,
    enumDescriptions: operationIds.map((id) => operations[id].title),
    description: 'What is asked of Kapture. A request file says it by its name.',
  },
  body: { description: 'What is sent, as in a request file: with or without brackets around it, and with variables.' },
  rawBody: {
    type: 'string',
    description:
      'A text that is sent unchanged: for bodies that are not JSON or do not have the shape that the operation takes, for an Update without an id (Kapture adds a customer) and for an Add with one (Kapture updates that customer).',
  },
  file: {
    type: 'string',
    pattern: `\\.kapture-(${operationIds.join('|')})\\.json$`,
    patternErrorMessage: `A request file ends with ${operationIds.map(requestSuffix).join(', ')}.`,
    description: 'A request file to send, by its path relative to this file.',
  },
  key: {
    enum: ['wrong'],
    enumDescriptions: ['A key that is wrong on purpose.'],
    description: "Which key is sent. Without it, the connection's own.",
  },
  expect: expectSchema,
  take: {
    type: 'object',
    propertyNames: { pattern: '^[A-Za-z_][\\w.-]*$' },
    additionalProperties: { type: 'string', pattern: pointerPattern },
    markdownDescription:
      'Values of the response that later steps use as `{{name}}`, by JSON pointer: `"id": "/Enquiry/kapture_customer_id"`.',
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
  errorMessage: 'A step has an operation and a body (or rawBody), or names a request file.',
  allOf: operationIds.map((id) => ({
    if: { required: ['operation'], properties: { operation: { const: id } } },
    // A body that is to be refused breaks rules on purpose: it is explained and completed, not warned of.
    then: {
      if: expectsRefusal,
      then: { properties: { body: { $ref: `#/definitions/${id}-bad-body` } } },
      else: { properties: { body: { $ref: `#/definitions/${id}-body` } } },
    },
  })),
};

/** The body of an operation as in its request files, and the same for one that is to be refused. */
function bodyDefinitions(id: OperationId): JsonSchema {
  const { definitions, anyOf, defaultSnippets } = editorSchema(id) as {
    definitions: { body: JsonSchema };
    anyOf: JsonSchema[];
    defaultSnippets: unknown;
  };
  const shapes = (fields: string): JsonSchema => {
    const $ref = `#/definitions/${fields}`;
    return {
      anyOf: anyOf.map((shape) => (shape['type'] === 'array' ? { ...shape, items: { $ref } } : { $ref })),
      defaultSnippets,
    };
  };
  return {
    [`${id}-fields`]: definitions.body,
    [`${id}-body`]: shapes(`${id}-fields`),
    [`${id}-bad-fields`]: explainOnly(definitions.body),
    [`${id}-bad-body`]: shapes(`${id}-bad-fields`),
  };
}

/** Takes out whatever warns, and leaves what explains and completes. */
function explainOnly(body: JsonSchema): JsonSchema {
  const fields = body['properties'] as Record<string, JsonSchema>;
  const plain = Object.entries(fields).map(
    ([name, { description, markdownDescription, examples, suggestSortText, completionDetail }]) => [
      name,
      {
        description,
        markdownDescription,
        ...(examples !== undefined && { examples }),
        suggestSortText,
        completionDetail,
      },
    ],
  );
  return {
    type: 'object',
    title: body['title'],
    description: body['description'],
    properties: Object.fromEntries(plain),
  };
}

const caseSnippets = [
  {
    label: 'A case',
    description: 'One request and what to expect.',
    body: {
      name: '${1:adds a customer}',
      operation: 'add',
      body: { customer_name: '{{\\$name}}', phone: '{{\\$phone}}' },
      expect: { outcome: 'success', status: '^${2:200}' },
    },
  },
  {
    label: 'A case that is refused',
    description: 'A request that Kapture has to refuse, and its words.',
    body: {
      name: '${1:refuses a short phone}',
      operation: 'add',
      body: { customer_name: '{{\\$name}}', phone: '${2:12345}' },
      expect: {
        outcome: 'failed',
        message: '${3:Invalid phone number, number must contain 10 digits and must start from 6 or above}',
      },
    },
  },
  {
    label: 'A case of several steps',
    description: 'Add a customer, and get the customer back.',
    body: {
      name: '${1:a new customer can be got}',
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
