const values = {
  type: 'object',
  additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
} as const;

/** The schema of `kapture.env.json`. */
export const environmentSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Variables of Kapture requests',
  description: 'Values for {{name}} in the request files of this folder. Made for git: no place for secrets.',
  type: 'object',
  allowComments: true,
  allowTrailingCommas: true,
  properties: {
    variables: {
      ...values,
      description: 'For every connection. `{{city}}` in a request stands for the value of `city` here.',
    },
    connections: {
      type: 'object',
      description: 'For one connection, by its name; wins over `variables`.',
      additionalProperties: values,
    },
  },
  additionalProperties: false,
  defaultSnippets: [{ label: 'Variables', body: { variables: { '${1:city}': '${2:Pune}' } } }],
} as const;
