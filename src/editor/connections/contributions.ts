import { operationIds } from '../../kapture/catalogue/registry.ts';
import { text, type Contributions } from '../shared/contributions.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.selectConnection': () => unknown;
    'kapture.addConnection': (options?: { readonly test?: boolean }) => unknown;
    'kapture.editConnection': (name?: string) => unknown;
    'kapture.removeConnection': (name?: string) => unknown;
    'kapture.testConnection': (name?: string) => unknown;
    'kapture.setAuthKey': (name?: string) => unknown;
    'kapture.removeAuthKeys': (name?: string) => unknown;
    'kapture.useSandbox': () => unknown;
  }
}

/** The manifest entries for connections and auth keys. */
export const contributions = {
  title: 'Connections and keys',
  commands: {
    'kapture.selectConnection': {
      title: 'Select Connection…',
      icon: '$(plug)',
      menus: { 'view/title': { when: 'view == kapture.customers', group: '2_connection@1' } },
    },
    'kapture.addConnection': { title: 'Add Connection…' },
    'kapture.editConnection': { title: 'Edit Connection…' },
    'kapture.removeConnection': { title: 'Remove Connection…' },
    'kapture.testConnection': {
      title: 'Test Connection…',
      menus: { 'view/title': { when: 'view == kapture.customers && kapture.hasConnection', group: '2_connection@2' } },
    },
    'kapture.setAuthKey': { title: 'Set Auth Key…' },
    'kapture.removeAuthKeys': { title: 'Remove Auth Keys…' },
    'kapture.useSandbox': { title: 'Use the Sandbox', icon: '$(beaker)' },
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
            'The Kapture tenants to talk to. [Add Connection](command:kapture.addConnection) and [Edit Connection](command:kapture.editConnection) fill this in; auth keys never stand here, they are kept in the secret storage.',
          ),
          items: {
            type: 'object',
            required: ['name', 'baseUrl'],
            additionalProperties: false,
            properties: {
              name: {
                type: 'string',
                description: text('setting.connection.name', 'Shown wherever a request is sent.'),
              },
              baseUrl: {
                type: 'string',
                description: text(
                  'setting.connection.baseUrl',
                  'Address of the tenant, such as https://your-tenant.kapturecrm.com. Plain http is for this machine alone.',
                ),
              },
              role: {
                type: 'string',
                enum: ['sandbox', 'development', 'production'],
                default: 'production',
                description: text(
                  'setting.connection.role',
                  'What the tenant is used for. For production the status bar warns, and Add and Update ask first.',
                ),
              },
              readOnly: {
                type: 'boolean',
                default: false,
                description: text(
                  'setting.connection.readOnly',
                  'Nothing is written there: Add and Update are refused, whatever sends them.',
                ),
              },
              timeZone: {
                type: 'string',
                default: 'Asia/Kolkata',
                description: text('setting.connection.timeZone', 'Time zone of the dates that the tenant keeps.'),
              },
              paths: {
                type: 'object',
                additionalProperties: false,
                description: text(
                  'setting.connection.paths',
                  'Where this tenant has an operation elsewhere than usual; sent as written.',
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
                  'The longest that a whole response may take, in seconds.',
                ),
              },
              windowHours: {
                type: 'integer',
                minimum: 1,
                maximum: 8784,
                default: 168,
                description: text(
                  'setting.connection.windowHours',
                  'The most that one Pull asks for, in hours: it starts with days, and joins quiet ones. With `pages`, 24 if it is left out.',
                ),
              },
              parallelPulls: {
                type: 'integer',
                minimum: 1,
                maximum: 16,
                default: 3,
                description: text('setting.connection.parallelPulls', 'How many Pulls run at a time.'),
              },
              recordLimit: {
                type: 'integer',
                minimum: 1,
                maximum: 1000000,
                description: text(
                  'setting.connection.recordLimit',
                  'The most records that a response of this tenant has. A Pull that brings so many is asked for again in halves, or in pages.',
                ),
              },
              pages: {
                type: 'boolean',
                default: false,
                description: text(
                  'setting.connection.pages',
                  'Pulls ask for pages of `recordLimit` records, by `limit` and `offset`.',
                ),
              },
              pauseMs: {
                type: 'integer',
                minimum: 0,
                maximum: 60000,
                default: 0,
                description: text(
                  'setting.connection.pauseMs',
                  'Time between the end of a Pull and the next, in milliseconds.',
                ),
              },
              variables: {
                type: 'object',
                additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
                description: text(
                  'setting.connection.variables',
                  'Values for {{name}} in requests that go there. Not for secrets.',
                ),
              },
              caFile: {
                type: 'string',
                description: text(
                  'setting.connection.caFile',
                  'Absolute path of a file with certificates to trust there, in PEM, besides those of the system.',
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
            'Name of the connection that a window starts with, until another is chosen in it; `Sandbox` is the one on this machine. Empty: a window asks.',
          ),
        },
      },
    },
  },
} as const satisfies Contributions;
