import type { Uri } from 'vscode';
import { notInPalette, text, type Contributions } from '../shared/contributions.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.testConnection': (name?: string) => unknown;
    /** Tests again with a customer of the tenant. */
    'kapture.testWithCustomer': (report: Uri) => unknown;
    /** Applies a finding of a report, by its number from 0. */
    'kapture.applyFinding': (report: Uri, finding: number) => unknown;
    'kapture.applyAllFindings': (report: Uri) => unknown;
  }
}

/** The manifest entries for the check of a connection. */
export const contributions = {
  title: 'Test of a connection',
  commands: {
    'kapture.testConnection': {
      title: 'Test Connection…',
      menus: { 'view/title': { when: 'view == kapture.customers && kapture.hasConnection', group: '2_connection@2' } },
    },
    'kapture.testWithCustomer': { title: 'Test with a Customer…', menus: { commandPalette: notInPalette } },
    'kapture.applyFinding': { title: 'Apply', menus: { commandPalette: notInPalette } },
    'kapture.applyAllFindings': { title: 'Apply All', menus: { commandPalette: notInPalette } },
  },
  contributes: {
    languages: [
      {
        id: 'kapture-check',
        aliases: [text('language.check', 'Kapture Connection Test')],
        extensions: ['.kapture-check'],
      },
    ],
    grammars: [
      { language: 'kapture-check', scopeName: 'source.kapture-check', path: './media/kapture-check.grammar.json' },
    ],
    configurationDefaults: {
      '[kapture-check]': {
        'editor.minimap.enabled': false,
        'editor.wordWrap': 'on',
        'editor.wrappingIndent': 'same',
        'editor.guides.indentation': false,
        // Text from a server must not become links, and the placeholder of a key, ‹auth key›, is not a mistake.
        'editor.links': false,
        'editor.unicodeHighlight.ambiguousCharacters': false,
      },
    },
  },
} as const satisfies Contributions;
