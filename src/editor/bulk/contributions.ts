import type { Uri } from 'vscode';
import { mappingSuffix } from '../../kapture/bulk/mappings/mappingFile.ts';
import { notInPalette, text, type Contributions } from '../shared/contributions.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.importFile': (file?: Uri) => unknown;
    'kapture.importClipboard': () => unknown;
    /** Called with the selected rows of the Customers view. Rows that are not customers are ignored. */
    'kapture.changeField': (row?: RecordReference, rows?: readonly RecordReference[]) => unknown;
    /** Opens a plan, or asks which. */
    'kapture.openPlan': (plan?: number) => unknown;
  }
}

export const contributions = {
  title: 'Bulk changes',
  commands: {
    'kapture.importFile': {
      title: 'Add or Update Customers from File…',
      menus: {
        'view/title': { when: 'view == kapture.customers && kapture.hasConnection', group: '3_bulk@1' },
        'explorer/context': {
          when: 'resourceExtname =~ /^\\.(csv|tsv|jsonl|ndjson)$/',
          group: '4_kapture@2',
        },
      },
    },
    'kapture.importClipboard': { title: 'Add or Update Customers from Clipboard…' },
    'kapture.changeField': {
      title: 'Change Field of Customers…',
      menus: {
        'view/item/context': {
          when: 'view == kapture.customers && viewItem =~ /\\bcustomer\\b/ && !kapture.isReadOnly && listMultiSelection',
          group: '3_edit@2',
        },
        commandPalette: notInPalette,
      },
    },
    'kapture.openPlan': {
      title: 'Open Plan…',
      menus: { 'view/title': { when: 'view == kapture.customers && kapture.hasConnection', group: '3_bulk@2' } },
    },
  },
  activationEvents: ['onWebviewPanel:kapture.plan'],
  contributes: {
    jsonValidation: [{ fileMatch: `*${mappingSuffix}`, url: './dist/schemas/import.schema.json' }],
    languages: [{ id: 'jsonc', filenamePatterns: [`*${mappingSuffix}`] }],
    configuration: {
      properties: {
        'kapture.bulk.maxFailuresInRow': {
          type: 'integer',
          scope: 'application',
          order: 9,
          default: 10,
          minimum: 1,
          maximum: 100000,
          description: text(
            'setting.bulk.maxFailuresInRow',
            'Number of consecutive rows that fail before a bulk run stops. It can be resumed.',
          ),
        },
      },
    },
  },
} as const satisfies Contributions;
