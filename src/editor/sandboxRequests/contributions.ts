import type { Uri } from 'vscode';
import { text, type Contributions } from '../shared/contributions.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.showSandboxRequests': () => unknown;
    /** Shows the bodies of a request of the log: the one with a number, or the one at the cursor of the document. */
    'kapture.showSandboxBodies': (request?: number | Uri) => unknown;
    'kapture.clearSandboxRequests': () => unknown;
  }
}

/** The `when` clause of the log's document. */
const isLog = 'resourceScheme == kapture-sandbox && resourceExtname == .kapture-requests';

/** The manifest entries for the sandbox's request log. */
export const contributions = {
  title: 'Requests to the sandbox',
  commands: {
    'kapture.showSandboxRequests': {
      title: 'Show Sandbox Requests',
      menus: { 'view/title': { when: 'view == kapture.customers && kapture.usesSandbox', group: '3_sandbox@0' } },
    },
    'kapture.showSandboxBodies': {
      title: 'Show Request and Response Bodies',
      menus: {
        'editor/context': { when: isLog, group: '1_kapture@1' },
        commandPalette: { when: isLog },
      },
      keybindings: [{ key: 'enter', when: `${isLog} && editorTextFocus` }],
    },
    'kapture.clearSandboxRequests': {
      title: 'Clear Sandbox Requests',
      icon: '$(clear-all)',
      menus: {
        'editor/title': { when: isLog, group: 'navigation' },
        commandPalette: { when: isLog },
      },
    },
  },
  contributes: {
    languages: [
      {
        id: 'kapture-requests',
        aliases: [text('language.sandboxRequests', 'Kapture Sandbox Requests')],
        extensions: ['.kapture-requests'],
      },
      {
        id: 'kapture-bodies',
        aliases: [text('language.sandboxBodies', 'Kapture Sandbox Request')],
        extensions: ['.kapture-bodies'],
      },
    ],
    configurationDefaults: {
      '[kapture-requests]': {
        'editor.minimap.enabled': false,
        // One line for each request, and no marks at every line with the same hour as the cursor's.
        'editor.wordWrap': 'off',
        'editor.occurrencesHighlight': 'off',
        'editor.selectionHighlight': false,
        'editor.unicodeHighlight.ambiguousCharacters': false,
      },
      '[kapture-bodies]': {
        'editor.minimap.enabled': false,
        'editor.wordWrap': 'on',
        'editor.wrappingIndent': 'none',
        'editor.occurrencesHighlight': 'off',
        'editor.unicodeHighlight.ambiguousCharacters': false,
      },
    },
  },
} as const satisfies Contributions;
