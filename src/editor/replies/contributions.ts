import type { Uri } from 'vscode';
import { text, type Contributions } from '../shared/contributions.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.showInCustomers': (uri?: Uri) => unknown;
    'kapture.showHeaders': (uri?: Uri) => unknown;
    'kapture.openReplyCustomer': (uri?: Uri) => unknown;
    'kapture.editReplyCustomer': (uri?: Uri) => unknown;
    'kapture.copyReplyId': (uri?: Uri) => unknown;
    'kapture.nextReplyPart': (uri?: Uri) => unknown;
    'kapture.previousReplyPart': (uri?: Uri) => unknown;
    'kapture.searchWholeReply': (uri?: Uri) => unknown;
    'kapture.saveWholeReply': (uri?: Uri) => unknown;
    'kapture.sendAgain': (uri?: Uri) => unknown;
  }
}

/** What responses adds to the manifest. */
export const contributions = {
  title: 'Responses',
  commands: {
    'kapture.showInCustomers': {
      title: 'Show in Customers',
      menus: {
        'editor/title': {
          when: 'resourceScheme == kapture-reply && !(resourceFilename =~ /\\.headers\\.txt$/) && kapture.replyHasCustomers',
          group: '1_kapture@5',
        },
        commandPalette: { when: 'resourceScheme == kapture-reply' },
      },
    },
    'kapture.showHeaders': {
      title: 'Show Headers and What Was Sent',
      menus: {
        'editor/title': {
          when: 'resourceScheme == kapture-reply && !(resourceFilename =~ /\\.headers\\.txt$/)',
          group: '1_kapture@6',
        },
        commandPalette: { when: 'resourceScheme == kapture-reply' },
      },
    },
    'kapture.openReplyCustomer': {
      title: 'Open Customer of Response',
      icon: '$(go-to-file)',
      menus: {
        'editor/title': {
          when: 'resourceScheme == kapture-reply && !(resourceFilename =~ /\\.headers\\.txt$/) && kapture.replyHasCustomer',
          group: '1_kapture@3',
        },
        commandPalette: { when: 'resourceScheme == kapture-reply' },
      },
    },
    'kapture.editReplyCustomer': {
      title: 'Edit Customer of Response',
      icon: '$(edit)',
      menus: {
        'editor/title': {
          when: 'resourceScheme == kapture-reply && !(resourceFilename =~ /\\.headers\\.txt$/) && kapture.replyHasCustomer && !kapture.isReadOnly',
          group: 'navigation@2',
        },
        commandPalette: { when: 'resourceScheme == kapture-reply' },
      },
    },
    'kapture.copyReplyId': {
      title: 'Copy Id from Response',
      menus: {
        'editor/title': {
          when: 'resourceScheme == kapture-reply && !(resourceFilename =~ /\\.headers\\.txt$/) && kapture.replyHasCustomer',
          group: '1_kapture@4',
        },
        commandPalette: { when: 'resourceScheme == kapture-reply' },
      },
    },
    'kapture.nextReplyPart': {
      title: 'Show Next Part of Response',
      icon: '$(arrow-down)',
      menus: {
        'editor/title': {
          when: 'resourceScheme == kapture-reply && !(resourceFilename =~ /\\.headers\\.txt$/) && kapture.isLongReply',
          group: 'navigation@3',
        },
        commandPalette: { when: 'resourceScheme == kapture-reply' },
      },
    },
    'kapture.previousReplyPart': {
      title: 'Show Previous Part of Response',
      icon: '$(arrow-up)',
      menus: {
        'editor/title': {
          when: 'resourceScheme == kapture-reply && !(resourceFilename =~ /\\.headers\\.txt$/) && kapture.isLongReply',
          group: '1_kapture@2',
        },
        commandPalette: { when: 'resourceScheme == kapture-reply' },
      },
    },
    'kapture.searchWholeReply': {
      title: 'Search in Whole Response…',
      menus: {
        'editor/title': {
          when: 'resourceScheme == kapture-reply && !(resourceFilename =~ /\\.headers\\.txt$/) && kapture.isLongReply',
          group: '2_kapture@1',
        },
        commandPalette: { when: 'resourceScheme == kapture-reply' },
      },
    },
    'kapture.saveWholeReply': {
      title: 'Save Whole Response as File…',
      menus: {
        'editor/title': {
          when: 'resourceScheme == kapture-reply && !(resourceFilename =~ /\\.headers\\.txt$/) && kapture.isLongReply',
          group: '2_kapture@2',
        },
        commandPalette: { when: 'resourceScheme == kapture-reply' },
      },
    },
    'kapture.sendAgain': {
      title: 'Send Again',
      icon: '$(refresh)',
      menus: {
        'editor/title': {
          when: 'resourceScheme == kapture-reply && !(resourceFilename =~ /\\.headers\\.txt$/) && kapture.replyIsRead',
          group: 'navigation@1',
        },
        commandPalette: { when: 'resourceScheme == kapture-reply' },
      },
    },
  },
  activationEvents: ['onLanguage:kapture-reply'],
  contributes: {
    languages: [
      {
        id: 'kapture-reply',
        aliases: [text('language.reply', 'Kapture Reply')],
        extensions: ['.kapture-reply', '.kapture-record'],
        configuration: './media/kapture-reply.language.json',
      },
    ],
    grammars: [
      { language: 'kapture-reply', scopeName: 'source.kapture-reply', path: './media/kapture-reply.grammar.json' },
    ],
    configurationDefaults: { '[kapture-reply]': { 'editor.minimap.enabled': false, 'editor.wordWrap': 'on' } },
  },
} as const satisfies Contributions;
