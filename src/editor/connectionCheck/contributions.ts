import type { Uri } from 'vscode';
import { text, type Contributions } from '../shared/contributions.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.testConnection': (name?: string) => unknown;
    /** Tests again with a customer of the tenant. */
    'kapture.testWithCustomer': (report?: Uri) => unknown;
    /** Applies a finding of a report: the one with a number, from 0, or the proposal at the cursor. */
    'kapture.applyFinding': (report?: Uri, finding?: number) => unknown;
    'kapture.applyAllFindings': (report?: Uri) => unknown;
  }
}

/** The `when` clause of a report. */
const isReport = 'resourceScheme == kapture-check';

/** The manifest entries for the check of a connection. */
export const contributions = {
  title: 'Test of a connection',
  commands: {
    'kapture.testConnection': {
      title: 'Test Connection…',
      menus: { 'view/title': { when: 'view == kapture.customers && kapture.hasConnection', group: '2_connection@2' } },
    },
    'kapture.testWithCustomer': { title: 'Test with a Customer…', menus: { commandPalette: { when: isReport } } },
    'kapture.applyFinding': {
      title: 'Apply Proposal',
      menus: { 'editor/context': { when: isReport, group: '1_kapture@1' }, commandPalette: { when: isReport } },
    },
    'kapture.applyAllFindings': {
      title: 'Apply All Proposals',
      icon: '$(check-all)',
      menus: {
        'editor/title': { when: `${isReport} && kapture.hasOpenProposals`, group: 'navigation@1' },
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
