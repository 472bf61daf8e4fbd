import { operationIds, operations, type OperationId } from '../catalogue/registry.ts';

/** The JSON schema of files with named requests. `schemaOf` returns the URL of the schema of an operation's body. */
export function namedRequestsSchema(schemaOf: (operation: OperationId) => string): Readonly<Record<string, unknown>> {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Kapture requests',
    description: 'Several requests in one file. Each has its own Send above it.',
    allowComments: true,
    allowTrailingCommas: true,
    type: 'object',
    properties: {
      $schema: { type: 'string', doNotSuggest: true },
      requests: {
        description: 'The requests, in the order in which Send All in File sends them.',
        type: 'array',
        items: requestSchema(schemaOf),
        defaultSnippets: [{ label: '[{ }]', body: ['$0'] }],
      },
    },
    additionalProperties: false,
    defaultSnippets: [
      { label: 'requests', description: 'A file with one request.', body: { requests: [requestSnippet] } },
    ],
  };
}

const requestSnippet = {
  name: '${1:Name}',
  operation: `\${2|${operationIds.join(',')}|}`,
  body: '^{$0}',
};

function requestSchema(schemaOf: (operation: OperationId) => string): object {
  return {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'A name of your choice, different from the others in this file.' },
      operation: {
        description: 'What the request does. The same words are in the names of request files.',
        // The editor itself reports an unknown operation, as an error.
        anyOf: [
          { enum: operationIds, enumDescriptions: operationIds.map((id) => operations[id].request().description) },
          { doNotSuggest: true },
        ],
      },
      body: { description: 'The body of the request, as in a request file.' },
    },
    additionalProperties: false,
    allOf: operationIds.map((id) => ({
      if: { properties: { operation: { const: id } }, required: ['operation'] },
      then: { properties: { body: { $ref: schemaOf(id) } } },
    })),
    defaultSnippets: [{ label: 'request', description: 'A request to fill in.', body: requestSnippet }],
  };
}
