import type { Uri } from 'vscode';
import { operationIds, operations } from '../../kapture/catalogue/registry.ts';
import { isRequestFile, notInPalette, text, type Contributions } from '../shared/contributions.ts';
import type { CustomerRow } from './comparisons.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.compareConnections': (request?: Uri) => unknown;
    'kapture.keepBaseline': (response?: Uri) => unknown;
    'kapture.compareWithBaseline': (response?: Uri) => unknown;
    'kapture.deleteBaseline': (response?: Uri) => unknown;
    'kapture.compareCustomers': (row?: CustomerRow, rows?: readonly CustomerRow[]) => unknown;
    'kapture.compareWithPulled': (row?: CustomerRow) => unknown;
  }
}

const reads = operationIds.filter((id) => !operations[id].writes);
/** Only reads are compared, because the request is sent twice. */
const isReadFile = `resourceFilename =~ /\\.kapture-(${reads.join('|')})\\.json$/`;
const isResponse = 'resourceScheme == kapture-response && resourceExtname != .kapture-headers';
const hasRequest = `${isResponse} && kapture.responseHasRequest`;
const hasBaseline = `${isResponse} && kapture.responseHasBaseline`;
const isCustomer = 'view == kapture.customers && viewItem =~ /\\bcustomer\\b/';

export const contributions = {
  title: 'Comparisons',
  commands: {
    'kapture.compareConnections': {
      title: 'Compare on Two Connections…',
      menus: {
        'editor/title': { when: `resourceScheme != kapture && ${isReadFile}`, group: '1_kapture@6' },
        commandPalette: { when: isRequestFile },
      },
    },
    'kapture.keepBaseline': {
      title: 'Keep as Baseline',
      menus: {
        'editor/title': { when: hasRequest, group: '3_kapture@1' },
        commandPalette: { when: 'kapture.responseHasRequest' },
      },
    },
    'kapture.compareWithBaseline': {
      title: 'Compare with Baseline',
      menus: {
        'editor/title': { when: hasBaseline, group: '3_kapture@2' },
        commandPalette: { when: 'kapture.responseHasBaseline' },
      },
    },
    'kapture.deleteBaseline': {
      title: 'Delete Baseline',
      menus: {
        commandPalette: { when: 'kapture.responseHasBaseline' },
      },
    },
    'kapture.compareCustomers': {
      title: 'Compare Customers',
      menus: {
        'view/item/context': { when: `${isCustomer} && listDoubleSelection`, group: '3_compare@1' },
        commandPalette: notInPalette,
      },
    },
    'kapture.compareWithPulled': {
      title: 'Compare with Pulled',
      menus: {
        'view/item/context': { when: `${isCustomer} && !listMultiSelection`, group: '3_compare@1' },
        commandPalette: notInPalette,
      },
    },
  },
  contributes: {
    languages: [
      {
        id: 'kapture-comparison',
        aliases: [text('language.comparison', 'Kapture Comparison')],
        extensions: ['.kapture-comparison'],
        configuration: './media/kapture-response.language.json',
      },
    ],
    grammars: [
      {
        language: 'kapture-comparison',
        scopeName: 'source.kapture-comparison',
        path: './media/kapture-comparison.grammar.json',
      },
    ],
    configurationDefaults: {
      '[kapture-comparison]': {
        'editor.minimap.enabled': false,
        'editor.wordWrap': 'on',
        // Text from a server must not become links.
        'editor.links': false,
        // The placeholder of a secret, ‹auth key›, is not a mistake.
        'editor.unicodeHighlight.allowedCharacters': { '‹': true, '›': true },
      },
    },
    configuration: {
      properties: {
        'kapture.compare.ignore': {
          type: 'array',
          items: {
            type: 'string',
            pattern: '^(/([^~/]|~[01])*)+$',
            patternErrorMessage: text(
              'setting.compare.ignore.pattern',
              'A JSON pointer starts with / and writes ~ as ~0 and / in a key as ~1.',
            ),
          },
          scope: 'application',
          order: 13,
          default: ['/*/task_details/tat'],
          markdownDescription: text(
            'setting.compare.ignore',
            'Fields that comparisons omit, as JSON pointers. `*` stands for any key or index: `/message/*/lastModified` is a field of each customer in the response to a Pull.',
          ),
        },
      },
    },
  },
} as const satisfies Contributions;
