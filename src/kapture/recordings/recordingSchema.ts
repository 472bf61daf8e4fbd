import { dialects } from '../catalogue/dialect.ts';
import { operationIds } from '../catalogue/registry.ts';

/** The JSON schema of `*.kapture-recording.json`. */
export function recordingSchema(): Record<string, unknown> {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Kapture recording',
    description: 'A response that the sandbox returns to matching requests.',
    type: 'object',
    allowComments: true,
    allowTrailingCommas: true,
    required: ['operation', 'response'],
    additionalProperties: false,
    properties: {
      operation: { enum: operationIds, description: 'The operation of the requests.' },
      dialect: { enum: dialects, default: dialects[0], description: 'The dialect of the requests.' },
      match: {
        type: 'object',
        description:
          'The values that a request must have, by JSON pointer into its body, such as "/0/kapture_customer_id". If there are none, all requests match.',
        propertyNames: { pattern: '^(/([^~/]|~[01])*)*$' },
        additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
      },
      status: { type: 'integer', minimum: 200, maximum: 599, default: 200, description: 'The HTTP status.' },
      response: { description: 'The body of the response. It is sent exactly as written here.' },
    },
  };
}
