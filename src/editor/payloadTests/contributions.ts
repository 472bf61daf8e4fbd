import type { TestItem } from 'vscode';
import { text, type Contributions } from '../shared/contributions.ts';

export interface TestMessageArgument {
  readonly test: TestItem;
}

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.newPayloadTest': () => unknown;
    'kapture.openExamplePayloadTests': () => unknown;
    'kapture.updateSnapshots': (message?: TestMessageArgument) => unknown;
  }
}

export const contributions = {
  title: 'Payload tests',
  commands: {
    'kapture.newPayloadTest': { title: 'New Payload Test', icon: '$(beaker)' },
    'kapture.openExamplePayloadTests': { title: 'Open Example Payload Tests' },
    'kapture.updateSnapshots': {
      title: 'Update Snapshots',
      icon: '$(save)',
      menus: {
        'testing/message/context': { when: 'testMessage == kaptureSnapshot', group: 'inline@1' },
        commandPalette: { when: 'editorLangId == kapture-test' },
      },
    },
  },
  activationEvents: ['workspaceContains:**/*.kapture-test.json', 'onLanguage:kapture-test'],
  contributes: {
    jsonValidation: [{ fileMatch: '*.kapture-test.json', url: './dist/schemas/test.schema.json' }],
    languages: [
      {
        id: 'kapture-test',
        aliases: [text('language.test', 'Kapture Payload Test')],
        filenamePatterns: ['*.kapture-test.json'],
        icon: { light: './media/kapture-test.light.svg', dark: './media/kapture-test.dark.svg' },
        configuration: './media/kapture-request.language.json',
      },
    ],
    jsonLanguageParticipants: [{ languageId: 'kapture-test', comments: true }],
    grammars: [
      { language: 'kapture-test', scopeName: 'source.kapture-request', path: './media/kapture-request.grammar.json' },
    ],
    configurationDefaults: {
      '[kapture-test]': {
        'editor.minimap.enabled': false,
        'editor.wordWrap': 'on',
        // Saved values are from a server and must not become links.
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
  },
} as const satisfies Contributions;
