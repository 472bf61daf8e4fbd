import { defaultDialect, type Dialect, dialects } from '../catalogue/dialect.ts';
import { editorSchema } from '../catalogue/editorSchema.ts';
import { dialectsOf } from '../catalogue/forms.ts';
import { operationIds, type OperationId, operations, requestSuffix } from '../catalogue/registry.ts';
import { defaultRetryPauseMs, maxRetries, maxRetryPauseMs } from './readTestFile.ts';
import { dataPattern, usePattern } from './otherFiles.ts';
import { tagPattern } from './tags.ts';

type JsonSchema = Record<string, unknown>;

/** The fields that only bodies of a dialect have. Those of 2016 are the same as in the array form. */
const marks: Readonly<Partial<Record<Dialect, readonly string[]>>> = {
  nested: ['customer_info', 'contact_info', 'createStartDate', 'createEndDate'],
  array: ['name'],
};

/**
 * The schema of a step's body in its dialect. A dialect that the case, the file or the connection states is unknown
 * here, so the fields of the body tell which one it is.
 */
function bodySchema(id: OperationId, kind: 'body' | 'bad-body'): JsonSchema {
  const refer = (dialect: Dialect): JsonSchema => ({
    properties: { body: { $ref: `#/definitions/${formName(id, dialect)}-${kind}` } },
  });
  return dialectsOf(id)
    .filter((dialect) => dialect !== defaultDialect)
    .reduce<JsonSchema>(
      (otherwise, dialect) => ({ if: isIn(dialect), then: refer(dialect), else: otherwise }),
      refer(defaultDialect),
    );
}

/** Whether a step states a dialect, or its body has the fields of one. */
function isIn(dialect: Dialect): JsonSchema {
  const stated = { required: ['dialect'], properties: { dialect: { const: dialect } } };
  const object = { anyOf: (marks[dialect] ?? []).map((field) => ({ required: [field] })) };
  const body = {
    anyOf: [
      { type: 'object', ...object },
      { type: 'array', minItems: 1, items: object },
    ],
  };
  const written = { not: { required: ['dialect'] }, required: ['body'], properties: { body } };
  return { anyOf: [stated, ...(marks[dialect] ? [written] : [])] };
}

function formName(id: OperationId, dialect: Dialect): string {
  return dialect === defaultDialect ? id : `${id}-${dialect}`;
}

/** The definitions that {@link bodySchema} refers to, of every form of every operation. */
function bodyDefinitions(): JsonSchema {
  const forms = operationIds.flatMap((id) => dialectsOf(id).map((dialect) => definitionsOf(id, dialect)));
  return Object.assign({}, ...forms) as JsonSchema;
}

/** The schema of an operation's body, and a variant without warnings for a body that Kapture is expected to refuse. */
function definitionsOf(id: OperationId, dialect: Dialect): JsonSchema {
  const name = formName(id, dialect);
  const { definitions, anyOf, defaultSnippets } = editorSchema(id, dialect) as {
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
    [`${name}-fields`]: definitions.body,
    [`${name}-body`]: shapes(`${name}-fields`),
    [`${name}-bad-fields`]: explainOnly(definitions.body),
    [`${name}-bad-body`]: shapes(`${name}-bad-fields`),
  };
}

/** The keywords that explain and complete a field. */
const explanations = [
  'description',
  'markdownDescription',
  'examples',
  'suggestSortText',
  'completionDetail',
  'doNotSuggest',
];

/** Removes the rules, and keeps descriptions and completions. */
function explainOnly(body: JsonSchema): JsonSchema {
  const fields = body['properties'] as Record<string, JsonSchema>;
  const plain = Object.entries(fields).map(([name, field]) => [
    name,
    Object.fromEntries(explanations.filter((key) => Object.hasOwn(field, key)).map((key) => [key, field[key]])),
  ]);
  return {
    type: 'object',
    title: body['title'],
    description: body['description'],
    properties: Object.fromEntries(plain),
  };
}

/** The dialect of a file, a case or a step. */
const dialectSchema = (whose: string) => ({
  enum: dialects,
  description: `The dialect ${whose}. By default, that of the connection.`,
});

const tagsSchema = (whose: string) => ({
  type: 'array',
  items: { type: 'string', pattern: tagPattern.source, examples: ['smoke', 'slow'] },
  markdownDescription: `Tags ${whose}, to run or skip cases: \`--tag smoke\` on the command line, \`@kapture.tests:smoke\` in the filter of the Test Explorer.`,
  defaultSnippets: [{ label: '[ … ]', body: ['${1:smoke}'] }],
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
      tags: tagsSchema('of all cases'),
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
          tags: tagsSchema('of the case, in addition to those of the file'),
          data: {
            type: 'string',
            pattern: dataPattern.source,
            markdownDescription:
              'The path of a CSV file, or of a JSON file with an array of objects, relative to this file. The case is run once for each row, with the values of the row as `{{$row.name}}`.',
            examples: ['customers.csv'],
          },
          use: {
            type: 'string',
            pattern: usePattern.source,
            markdownDescription:
              'A case of another test file, relative to this file, that is run first. The values that it takes are variables of this case.',
            examples: ['customers.kapture-test.json#Add a customer'],
          },
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
      enum: ['success', 'failed', 'unrecognized'],
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
    enumDescriptions: ['An invalid auth key.'],
    description: 'The auth key to send. By default, that of the connection.',
  },
  expect: expectSchema,
  retry: {
    type: 'object',
    additionalProperties: false,
    required: ['times'],
    description: 'Sends the request again until its response is as expected. Only for operations that read.',
    properties: {
      times: {
        type: 'integer',
        minimum: 1,
        maximum: maxRetries,
        description: 'The maximum number of times that the request is sent again.',
      },
      pauseMs: {
        type: 'integer',
        minimum: 0,
        maximum: maxRetryPauseMs,
        default: defaultRetryPauseMs,
        description: 'The pause before the request is sent again, in milliseconds.',
      },
    },
    defaultSnippets: [{ label: '{ "times": 5, "pauseMs": 500 }', body: { times: '^${1:5}', pauseMs: '^${2:500}' } }],
  },
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
