import type { Uri } from 'vscode';
import { text, type Contributions } from '../shared/contributions.ts';

export interface HistoryRow {
  readonly entry: { readonly id: number };
}

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    /** Accepts the document of a response, including one of the history, or a row of the History view. */
    'kapture.showHeaders': (from?: Uri | HistoryRow) => unknown;
    'kapture.showConversation': (uri?: Uri) => unknown;
    'kapture.nextResponsePart': (uri?: Uri) => unknown;
    'kapture.previousResponsePart': (uri?: Uri) => unknown;
    'kapture.saveWholeResponse': (uri?: Uri) => unknown;
    /** Accepts the document of a response, including one of the history, or a row of the History view. */
    'kapture.sendAgain': (from?: Uri | HistoryRow) => unknown;
  }
}

export const contributions = {
  title: 'Responses',
  commands: {
    'kapture.showHeaders': {
      title: 'Show Sent Request and Response Headers',
      menus: {
        'view/item/context': {
          when: 'view == kapture.history && viewItem =~ /\\bexchange\\b/ && !listMultiSelection',
          group: '1_open@3',
        },
        'editor/title': {
          when: 'resourceScheme =~ /^kapture-(response|history)$/ && resourceExtname != .kapture-headers',
          group: '1_kapture@6',
        },
        commandPalette: { when: 'resourceScheme =~ /^kapture-(response|history)$/' },
      },
    },
    'kapture.showConversation': {
      title: 'Show Conversation',
      menus: {
        'editor/title': {
          when: 'resourceScheme == kapture-response && kapture.responseIsTicket',
          group: '1_kapture@3',
        },
        commandPalette: { when: 'resourceScheme == kapture-response && kapture.responseIsTicket' },
      },
    },
    'kapture.nextResponsePart': {
      title: 'Show Next Part of Response',
      icon: '$(arrow-down)',
      menus: {
        'editor/title': {
          when: 'resourceScheme == kapture-response && resourceExtname != .kapture-headers && kapture.isLongResponse',
          group: 'navigation@3',
        },
        commandPalette: { when: 'resourceScheme == kapture-response && resourceExtname != .kapture-headers' },
      },
    },
    'kapture.previousResponsePart': {
      title: 'Show Previous Part of Response',
      icon: '$(arrow-up)',
      menus: {
        'editor/title': {
          when: 'resourceScheme == kapture-response && resourceExtname != .kapture-headers && kapture.isLongResponse',
          group: '1_kapture@2',
        },
        commandPalette: { when: 'resourceScheme == kapture-response && resourceExtname != .kapture-headers' },
      },
    },
    'kapture.saveWholeResponse': {
      title: 'Save Entire Response As…',
      menus: {
        'editor/title': {
          when: 'resourceScheme == kapture-response && resourceExtname != .kapture-headers && kapture.isLongResponse',
          group: '2_kapture@2',
        },
        commandPalette: { when: 'resourceScheme == kapture-response && resourceExtname != .kapture-headers' },
      },
    },
    'kapture.sendAgain': {
      title: 'Send Again',
      icon: '$(refresh)',
      menus: {
        'view/item/context': [
          { when: 'view == kapture.history && viewItem =~ /\\bread\\b/', group: 'inline@2' },
          { when: 'view == kapture.history && viewItem =~ /\\bexchange\\b/ && !listMultiSelection', group: '2_send@1' },
        ],
        'editor/title': [
          {
            when: 'resourceScheme == kapture-response && resourceExtname != .kapture-headers && kapture.responseIsRead',
            group: 'navigation@1',
          },
          // A write is sent again only from the menu, so that an accidental click cannot send it.
          {
            when: 'resourceScheme == kapture-response && resourceExtname != .kapture-headers && !kapture.responseIsRead || resourceScheme == kapture-history && resourceExtname != .kapture-headers',
            group: '1_kapture@2',
          },
        ],
        commandPalette: { when: 'resourceScheme =~ /^kapture-(response|history)$/' },
      },
    },
  },
  activationEvents: ['onLanguage:kapture-response'],
  contributes: {
    languages: [
      {
        id: 'kapture-response',
        aliases: [text('language.response', 'Kapture Response')],
        extensions: ['.kapture-response', '.kapture-record'],
        configuration: './media/kapture-response.language.json',
      },
      {
        id: 'kapture-headers',
        aliases: [text('language.headers', 'Kapture Headers')],
        extensions: ['.kapture-headers'],
      },
      {
        id: 'kapture-conversation',
        aliases: [text('language.conversation', 'Kapture Conversation')],
        extensions: ['.kapture-conversation'],
      },
    ],
    grammars: [
      {
        language: 'kapture-response',
        scopeName: 'source.kapture-response',
        path: './media/kapture-response.grammar.json',
      },
    ],
    configurationDefaults: {
      '[kapture-response]': {
        'editor.minimap.enabled': false,
        'editor.wordWrap': 'on',
        // Text from a server must not become links.
        'editor.links': false,
        // The placeholder of a secret, ‹auth key›, is not a mistake.
        'editor.unicodeHighlight.allowedCharacters': { '‹': true, '›': true },
      },
      '[kapture-headers]': {
        'editor.minimap.enabled': false,
        'editor.wordWrap': 'on',
        // Text from a server must not become links.
        'editor.links': false,
        'editor.occurrencesHighlight': 'off',
        'editor.unicodeHighlight.allowedCharacters': { '‹': true, '›': true },
      },
      '[kapture-conversation]': {
        'editor.minimap.enabled': false,
        'editor.wordWrap': 'on',
        // Text from a server must not become links.
        'editor.links': false,
        'editor.unicodeHighlight.ambiguousCharacters': false,
      },
    },
  },
} as const satisfies Contributions;
