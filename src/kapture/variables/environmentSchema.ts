const values = {
  type: 'object',
  additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
} as const;

/** The schema of `kapture.env.json`. */
export const environmentSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Variables for Kapture requests',
  description:
    'Values for {{name}} in the request files of this folder. Do not store secrets here: this file is meant for version control.',
  type: 'object',
  allowComments: true,
  allowTrailingCommas: true,
  properties: {
    variables: {
      ...values,
      description: 'For every connection. `{{city}}` in a request is replaced with the value of `city`.',
    },
    connections: {
      type: 'object',
      description: 'For individual connections, by name. These take precedence over `variables`.',
      additionalProperties: values,
    },
  },
  additionalProperties: false,
  defaultSnippets: [{ label: 'Variables', body: { variables: { '${1:city}': '${2:Pune}' } } }],
} as const;
