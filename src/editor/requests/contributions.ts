import type { Uri } from 'vscode';
import { modules } from '../../kapture/catalogue/operation.ts';
import { operationIds, requestSuffix } from '../../kapture/catalogue/registry.ts';
import {
  hasNamedRequests,
  hasRequests,
  isJsonEditor,
  isRequestFile,
  text,
  type Contributions,
} from '../shared/contributions.ts';
import type { NamedRequestPlace } from '../shared/documents/requestText.ts';
import { schemaScheme } from '../shared/ids.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.getCustomer': (how?: GetOptions) => unknown;
    'kapture.addCustomer': () => unknown;
    'kapture.updateCustomer': () => unknown;
    'kapture.sendRequest': (what?: Uri | NamedRequestPlace) => unknown;
    'kapture.newRequest': () => unknown;
    'kapture.convertRequest': (uri?: Uri) => unknown;
    'kapture.addNamedRequest': (uri?: Uri) => unknown;
    'kapture.pinConnection': (uri?: Uri) => unknown;
  }
}

const requestKinds = [...operationIds, 'requests'] as const;

export const contributions = {
  title: 'Requests',
  commands: {
    'kapture.getCustomer': { title: 'Get Customer…' },
    'kapture.addCustomer': { title: 'Add Customer…', menus: { commandPalette: { when: '!kapture.isReadOnly' } } },
    'kapture.updateCustomer': { title: 'Update Customer…', menus: { commandPalette: { when: '!kapture.isReadOnly' } } },
    'kapture.sendRequest': {
      title: 'Send Request',
      icon: '$(play)',
      menus: {
        'editor/title': { when: `resourceScheme != kapture && ${hasRequests}`, group: 'navigation@1' },
        'editor/context': { when: `resourceScheme != kapture && ${hasRequests}`, group: '1_kapture@1' },
        'explorer/context': { when: isRequestFile, group: '4_kapture@1' },
        commandPalette: { when: isJsonEditor },
      },
      keybindings: [{ key: 'ctrl+alt+enter', mac: 'cmd+alt+enter', when: `editorTextFocus && ${hasRequests}` }],
    },
    'kapture.newRequest': {
      title: 'New Request…',
      icon: '$(new-file)',
      menus: {
        'view/title': { when: 'view == kapture.requests', group: 'navigation@1' },
      },
    },
    'kapture.addNamedRequest': {
      title: 'Add Request to File…',
      icon: '$(add)',
      menus: { commandPalette: { when: hasNamedRequests } },
    },
    'kapture.pinConnection': {
      title: 'Pin Request to Connection…',
      menus: {
        'editor/title': { when: `resourceScheme != kapture && ${hasRequests}`, group: '1_kapture@5' },
        commandPalette: { when: `${isJsonEditor} && resourceScheme != kapture` },
      },
    },
    'kapture.convertRequest': {
      title: 'Convert Request to the Dialect of Its Connection',
      menus: { commandPalette: { when: `${isJsonEditor} && resourceScheme != kapture` } },
    },
  },
  // VS Code's JSON service may load a schema before any other part, such as in a file with another language.
  activationEvents: ['onLanguage:jsonc', 'onLanguage:kapture-request', `onFileSystem:${schemaScheme}`],
  contributes: {
    languages: [
      {
        id: 'kapture-request',
        aliases: [text('language.request', 'Kapture Request')],
        filenamePatterns: requestKinds.map((kind) => `*${requestSuffix(kind)}`),
        icon: { light: './media/kapture-request.light.svg', dark: './media/kapture-request.dark.svg' },
        configuration: './media/kapture-request.language.json',
      },
    ],
    // This makes VS Code's JSON support serve the language and accept comments.
    jsonLanguageParticipants: [{ languageId: 'kapture-request', comments: true }],
    grammars: [
      {
        language: 'kapture-request',
        scopeName: 'source.kapture-request',
        path: './media/kapture-request.grammar.json',
      },
    ],
    configurationDefaults: {
      '[kapture-request]': {
        'editor.minimap.enabled': false,
        'editor.wordWrap': 'on',
        // The values of a customer that is edited are from a server and must not become links.
        'editor.links': false,
        // The default indentation of new documents. VS Code detects a different one in existing documents.
        'editor.tabSize': 2,
        // These are VS Code's own values for JSON.
        'editor.quickSuggestions': { strings: true },
        'editor.suggest.insertMode': 'replace',
        // Words of other documents are not values of a request, and Tab would insert one before it moves to the next
        // tab stop.
        'editor.wordBasedSuggestions': 'off',
      },
    },
    configuration: {
      properties: {
        'kapture.modules': {
          type: 'array',
          items: { type: 'string', enum: modules },
          uniqueItems: true,
          scope: 'application',
          order: 4,
          default: ['customer'],
          markdownDescription: text(
            'setting.modules',
            'The modules whose operations and examples are listed. Customers always are. An operation that you choose from *More Operations…* adds its module.',
          ),
        },
      },
    },
    jsonValidation: requestKinds.map((kind) => ({
      fileMatch: `*${requestSuffix(kind)}`,
      url: `${schemaScheme}://requests/${kind}.schema.json`,
    })),
  },
} as const satisfies Contributions;

export interface GetOptions {
  /** Whether to ask for the customer even if the active editor is a Get request. */
  readonly ask?: boolean;
  readonly fields?: Readonly<Record<string, string>>;
  /** Name of the connection; the active one by default. */
  readonly connection?: string | undefined;
  /** The tenant of the customer. The request is sent only to this tenant, preferably through `connection`. */
  readonly tenant?: string | undefined;
}
