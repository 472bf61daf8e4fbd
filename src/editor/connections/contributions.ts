import { dialects } from '../../kapture/catalogue/dialect.ts';
import { dialectsOf } from '../../kapture/catalogue/forms.ts';
import { operationIds } from '../../kapture/catalogue/registry.ts';
import { hasRequests, text, type Contributions } from '../shared/contributions.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.selectConnection': () => unknown;
    'kapture.addConnection': (options?: { readonly test?: boolean }) => unknown;
    'kapture.editConnection': (name?: string) => unknown;
    'kapture.deleteConnection': (name?: string) => unknown;
    'kapture.manageSecrets': (name?: string) => unknown;
    'kapture.useSandbox': () => unknown;
  }
}

/** What a body of each dialect looks like, in the order of `dialects`. */
const dialectDescriptions = {
  flat: text(
    'setting.connection.dialect.flat',
    "One object with customer_name, phone, email_id and others, as on Kapture's customer API page.",
  ),
  nested: text(
    'setting.connection.dialect.nested',
    "An object with customer_info, contact_info and enquiry_info, as in Kapture's reference of 2024.",
  ),
  array: text(
    'setting.connection.dialect.array',
    "An array of one object with name, phone, email, customer_code and others, as in Kapture's documentation of about 2020.",
  ),
  'object-2016': text(
    'setting.connection.dialect.object2016',
    "One object with name, phone, email, customer_code and others, as in Kapture's documentation of about 2016.",
  ),
};

const dialectEnum = (known: readonly (keyof typeof dialectDescriptions)[]) => ({
  type: 'string',
  enum: known,
  enumDescriptions: known.map((dialect) => dialectDescriptions[dialect]),
});

export const contributions = {
  title: 'Connections and keys',
  commands: {
    'kapture.selectConnection': {
      title: 'Select Connection…',
      icon: '$(plug)',
      menus: {
        'editor/title': { when: `resourceScheme != kapture && ${hasRequests}`, group: '1_kapture@4' },
      },
    },
    'kapture.addConnection': { title: 'Add Connection…' },
    'kapture.editConnection': { title: 'Edit Connection…' },
    'kapture.deleteConnection': { title: 'Delete Connection…' },
    'kapture.manageSecrets': { title: 'Manage Keys and Secrets…' },
    'kapture.useSandbox': { title: 'Use Sandbox', icon: '$(beaker)' },
  },
  contributes: {
    configuration: {
      properties: {
        'kapture.connections': {
          type: 'array',
          scope: 'application',
          order: 1,
          default: [],
          markdownDescription: text(
            'setting.connections',
            'Your Kapture tenants. Use [Add Connection](command:kapture.addConnection) and [Edit Connection](command:kapture.editConnection) to change this setting. Auth keys are never stored here, only in secret storage.',
          ),
          items: {
            type: 'object',
            required: ['name', 'baseUrl'],
            additionalProperties: false,
            properties: {
              name: {
                type: 'string',
                description: text('setting.connection.name', 'Shown wherever you send a request.'),
              },
              baseUrl: {
                type: 'string',
                description: text(
                  'setting.connection.baseUrl',
                  'Base URL of the tenant, such as https://your-tenant.kapturecrm.com. http is allowed only for this machine.',
                ),
              },
              role: {
                type: 'string',
                enum: ['sandbox', 'development', 'production'],
                default: 'production',
                description: text(
                  'setting.connection.role',
                  'What the tenant is used for. For production, the status bar shows a warning, and every write asks for confirmation.',
                ),
              },
              readOnly: {
                type: 'boolean',
                default: false,
                description: text('setting.connection.readOnly', 'Writes are blocked, wherever they are sent from.'),
              },
              timeZone: {
                type: 'string',
                default: 'Asia/Kolkata',
                description: text('setting.connection.timeZone', 'Time zone of the dates that the tenant stores.'),
              },
              dialect: {
                ...dialectEnum(dialects),
                default: 'flat',
                description: text(
                  'setting.connection.dialect',
                  'Dialect of the API that this tenant expects. Edit Connection shows the body of each.',
                ),
              },
              dialects: {
                type: 'object',
                additionalProperties: false,
                description: text(
                  'setting.connection.dialects',
                  'Dialects of operations that differ from `dialect`, by operation, such as `add` or `pull`.',
                ),
                properties: Object.fromEntries(
                  operationIds.filter((id) => dialectsOf(id).length > 1).map((id) => [id, dialectEnum(dialectsOf(id))]),
                ),
              },
              cmId: {
                type: ['string', 'integer'],
                pattern: '^[0-9]{1,20}$',
                description: text(
                  'setting.connection.cmId',
                  "The tenant's own ID in Kapture (`cm_id`, `cmId`), a number. A Pull in the nested dialect requires it.",
                ),
              },
              headers: {
                type: 'array',
                maxItems: 20,
                description: text(
                  'setting.connection.headers',
                  'Headers to send in addition to `Authorization` and `Content-Type`, such as `x-api-key`. Values of secret headers are never stored here, only in secret storage.',
                ),
                items: {
                  type: 'object',
                  required: ['name'],
                  additionalProperties: false,
                  properties: {
                    name: {
                      type: 'string',
                      pattern: "^[!#$%&'*+\\-.^_`|~0-9A-Za-z]{1,100}$",
                      description: text('setting.connection.header.name', 'Name of the header, such as x-api-key.'),
                    },
                    value: {
                      type: 'string',
                      description: text(
                        'setting.connection.header.value',
                        'Value of the header. For a secret, omit the value and use "from": "secret".',
                      ),
                    },
                    from: {
                      type: 'string',
                      enum: ['secret', 'auth-key'],
                      enumDescriptions: [
                        text(
                          'setting.connection.header.secret',
                          'A value in secret storage. You are asked for it when a request needs it.',
                        ),
                        text(
                          'setting.connection.header.authKey',
                          'The complete value of the Authorization header, including Basic.',
                        ),
                      ],
                      description: text('setting.connection.header.from', 'Source of the value, instead of `value`.'),
                    },
                    operations: {
                      type: 'array',
                      uniqueItems: true,
                      items: { type: 'string', enum: operationIds },
                      description: text(
                        'setting.connection.header.operations',
                        'Operations that send the header. By default, all of them.',
                      ),
                    },
                  },
                },
              },
              paths: {
                type: 'object',
                additionalProperties: false,
                description: text(
                  'setting.connection.paths',
                  'Paths of operations that differ from the defaults on this tenant, by operation, such as `add` or `pull`. They are sent exactly as written. They are stored as text, so do not put secrets into them.',
                ),
                properties: Object.fromEntries(operationIds.map((id) => [id, { type: 'string' }])),
              },
              timeoutSeconds: {
                type: 'integer',
                minimum: 1,
                maximum: 3600,
                default: 60,
                description: text(
                  'setting.connection.timeoutSeconds',
                  'Maximum time for a complete response, in seconds.',
                ),
              },
              periodHours: {
                type: 'integer',
                minimum: 1,
                maximum: 8784,
                default: 24,
                description: text(
                  'setting.connection.periodHours',
                  'Maximum hours per request of a pull. Newer tenants may accept at most 24 hours.',
                ),
              },
              parallelPulls: {
                type: 'integer',
                minimum: 1,
                maximum: 16,
                default: 3,
                description: text(
                  'setting.connection.parallelPulls',
                  'Maximum number of requests that a pull sends at the same time.',
                ),
              },
              recordLimit: {
                type: 'integer',
                minimum: 1,
                maximum: 1000000,
                description: text(
                  'setting.connection.recordLimit',
                  'Maximum number of records that this tenant returns per response. If a response reaches this limit, its range is split in half or fetched in pages. Without a limit, a response of exactly 100 records counts as incomplete.',
                ),
              },
              pages: {
                type: 'boolean',
                default: false,
                description: text(
                  'setting.connection.pages',
                  'A pull requests pages of `recordLimit` records, with `limit` and `offset`.',
                ),
              },
              pauseMs: {
                type: 'integer',
                minimum: 0,
                maximum: 60000,
                default: 0,
                description: text(
                  'setting.connection.pauseMs',
                  'Time between the end of one request of a pull or a bulk run and the start of the next, in milliseconds.',
                ),
              },
              variables: {
                type: 'object',
                additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
                description: text(
                  'setting.connection.variables',
                  'Values for {{name}} in requests to this connection. Do not store secrets here.',
                ),
              },
              caFile: {
                type: 'string',
                description: text(
                  'setting.connection.caFile',
                  'Absolute path of a PEM file with certificates to trust in addition to the system certificates.',
                ),
              },
              recordUrl: {
                type: 'string',
                description: text(
                  'setting.connection.recordUrl',
                  "URL of a customer's page in Kapture, for Open in Kapture, such as https://your-tenant.kapturecrm.com/customer/{id}. {id} is replaced by the customer's ID, and {code} by the customer code.",
                ),
              },
            },
          },
        },
        'kapture.defaultConnection': {
          type: 'string',
          scope: 'application',
          order: 2,
          default: '',
          markdownDescription: text(
            'setting.defaultConnection',
            'Name of the connection that is selected when a window opens. `Sandbox` is the built-in sandbox. If this is empty, you are asked to select a connection.',
          ),
        },
      },
    },
    jsonValidation: [{ fileMatch: 'kapture.config.json', url: './dist/schemas/config.schema.json' }],
    languages: [{ id: 'jsonc', filenamePatterns: ['kapture.config.json'] }],
  },
} as const satisfies Contributions;
