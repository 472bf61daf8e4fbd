import type { Uri } from 'vscode';
import { text, type Contributions } from '../shared/contributions.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    /** `withCustomer` asks for a customer of the tenant first. */
    'kapture.testConnection': (name?: string, withCustomer?: boolean) => unknown;
    /** Applies the proposal of a report with a number, from 0, or all of them. */
    'kapture.applyProposals': (report?: Uri, proposal?: unknown) => unknown;
  }
}

/** The `when` clause of a report. */
const isReport = 'resourceScheme == kapture-check';

export const contributions = {
  title: 'Test of a connection',
  commands: {
    'kapture.testConnection': { title: 'Test Connection…' },
    'kapture.applyProposals': {
      title: 'Apply Proposals',
      icon: '$(check-all)',
      menus: {
        'editor/title': { when: isReport, group: 'navigation@1' },
        commandPalette: { when: isReport },
      },
    },
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
