import { dialects } from '../../catalogue/dialect.ts';
import { bulkFields, schemaOfField, writeForms, blankRules } from './mapping.ts';
import { identifiers } from '../plans/identifiers.ts';

type JsonSchema = Record<string, unknown>;

/** The JSON schema of `*.kapture-import.json`. It knows the fields of all dialects. */
export function mappingFileSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Kapture import mapping',
    description: 'Maps the columns of a table of customers to fields. It applies to the table with the same name.',
    type: 'object',
    allowComments: true,
    allowTrailingCommas: true,
    required: ['matchBy', 'columns'],
    additionalProperties: false,
    properties: {
      matchBy: {
        enum: identifiers,
        enumDescriptions: [
          "Kapture's ID of the customer.",
          "The tenant's own code of the customer.",
          'The phone number.',
          'The email address.',
        ],
        description:
          'What the customer of a row is matched by. A row without this value adds a customer, and so does a row whose customer does not exist.',
      },
      columns: {
        type: 'object',
        description: 'The columns of the table, by name. A column that is not listed is ignored.',
        additionalProperties: {
          anyOf: [
            { $ref: '#/definitions/field' },
            { type: 'null', description: 'The column is ignored.' },
            {
              type: 'object',
              required: ['field'],
              additionalProperties: false,
              properties: {
                field: { $ref: '#/definitions/field' },
                blank: {
                  enum: blankRules,
                  enumDescriptions: [
                    'The field is not sent, so it stays unchanged.',
                    'A blank value is sent. It is unknown whether a tenant clears the field or ignores the value.',
                  ],
                  description: 'What a blank cell does.',
                  default: 'omit',
                },
                exact: {
                  type: 'boolean',
                  description:
                    'Sends cells unchanged: they are not repaired, and cells that look damaged are not rejected.',
                  default: false,
                },
              },
              defaultSnippets: [{ label: '{ "field": …, "blank": "clear" }', body: { field: '$1', blank: 'clear' } }],
            },
          ],
        },
      },
      constants: {
        type: 'object',
        description: 'Values that are sent for every row, by field. They can contain variables such as `{{$today}}`.',
        additionalProperties: { type: 'string' },
        propertyNames: { $ref: '#/definitions/field' },
      },
    },
    definitions: { field: fieldSchema() },
    defaultSnippets: [
      { label: 'Mapping', body: { matchBy: '${1|phone,email,code,id|}', columns: { '${2:Mobile}': '${3:phone}' } } },
    ],
  };
}

/** The names of the fields of all dialects, with their descriptions. Tenants have other fields as well. */
function fieldSchema(): JsonSchema {
  const descriptions = new Map<string, string>();
  for (const dialect of dialects) {
    const forms = writeForms({ dialect, dialects: {} });
    for (const field of bulkFields(forms, 'id')) {
      if (!descriptions.has(field)) descriptions.set(field, schemaOfField(forms, field)?.description ?? '');
    }
  }
  return {
    type: 'string',
    minLength: 1,
    description: "The name of a documented field, or of one of the tenant's own.",
    anyOf: [{ enum: [...descriptions.keys()], enumDescriptions: [...descriptions.values()] }, {}],
  };
}
