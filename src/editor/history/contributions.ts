import { notInPalette, text, type Contributions } from '../shared/contributions.ts';
import type { EntryOrUri, EntryReference } from './historyActions.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.openHistoryResponse': (entry?: EntryReference) => unknown;
    'kapture.openHistoryRequest': (entry?: EntryOrUri) => unknown;
    'kapture.showHistoryHeaders': (entry?: EntryOrUri) => unknown;
    'kapture.resendFromHistory': (entry?: EntryOrUri) => unknown;
    'kapture.getHistoryCustomer': (entry?: EntryReference) => unknown;
    /** Compares two responses, or one response with the previous one to the same request. */
    'kapture.compareResponses': (entry?: EntryOrUri, all?: readonly EntryReference[]) => unknown;
    'kapture.deleteHistoryEntry': (entry?: EntryReference, all?: readonly EntryReference[]) => unknown;
    'kapture.switchHistory': () => unknown;
    'kapture.showMoreHistory': () => unknown;
  }
}

export const contributions = {
  title: 'History',
  commands: {
    'kapture.openHistoryRequest': {
      title: 'Open Request',
      icon: '$(go-to-file)',
      menus: {
        'view/item/context': [
          { when: 'view == kapture.history && viewItem =~ /\\bexchange\\b/', group: 'inline@1' },
          { when: 'view == kapture.history && viewItem =~ /\\bexchange\\b/ && !listMultiSelection', group: '1_open@2' },
        ],
        'editor/title': {
          when: 'resourceScheme == kapture-history && resourceExtname != .kapture-headers',
          group: 'navigation@1',
        },
        commandPalette: notInPalette,
      },
    },
    'kapture.compareResponses': {
      title: 'Compare Responses',
      icon: '$(diff)',
      menus: {
        'view/item/context': [
          {
            when: 'view == kapture.history && viewItem =~ /\\banswered\\b/ && listDoubleSelection',
            group: '4_compare@1',
          },
          {
            when: 'view == kapture.history && viewItem =~ /\\banswered\\b/ && !listMultiSelection',
            group: '4_compare@1',
          },
        ],
        'editor/title': {
          when: 'resourceScheme == kapture-history && resourceExtname != .kapture-headers',
          group: '1_kapture@1',
        },
        commandPalette: notInPalette,
      },
    },
    'kapture.switchHistory': {
      title: 'Switch History Between This and All Connections',
      icon: '$(list-flat)',
      menus: { 'view/title': { when: 'view == kapture.history', group: 'navigation@1' } },
    },
    'kapture.deleteHistoryEntry': {
      title: 'Delete from History',
      icon: '$(trash)',
      menus: {
        'view/item/context': { when: 'view == kapture.history && viewItem =~ /\\bexchange\\b/', group: '5_delete@1' },
        commandPalette: notInPalette,
      },
      keybindings: [
        { key: 'delete', mac: 'cmd+backspace', when: 'focusedView == kapture.history && listFocus && !inputFocus' },
      ],
    },
  },
  activationEvents: ['onFileSystem:kapture-history'],
  contributes: {
    views: {
      kapture: [
        {
          id: 'kapture.history',
          name: text('view.history', 'History'),
          icon: 'media/kapture.svg',
          contextualTitle: 'Kapture',
          visibility: 'collapsed',
        },
      ],
    },
    viewsWelcome: [
      {
        view: 'kapture.history',
        when: 'config.kapture.history.mode != off',
        contents: text(
          'welcome.history.empty',
          'Requests that you send appear here with their responses, newest first.\n[New Request](command:kapture.newRequest)',
        ),
      },
      {
        view: 'kapture.history',
        when: 'config.kapture.history.mode == off',
        contents: text(
          'welcome.history.off',
          'The history is off, and nothing is stored. Earlier entries stay on this machine until you delete them.\n[Delete Stored Data](command:kapture.deleteStoredData)\n[Open Settings](command:workbench.action.openSettings?%5B%22kapture.history%22%5D)',
        ),
      },
    ],
    configuration: {
      properties: {
        'kapture.history.mode': {
          type: 'string',
          enum: ['kept', 'session', 'off'],
          enumDescriptions: [
            text('setting.history.mode.kept', 'Stored on this machine and shared by all windows.'),
            text('setting.history.mode.session', 'Stored in memory until the window closes.'),
            text('setting.history.mode.off', 'Nothing is stored.'),
          ],
          scope: 'application',
          order: 10,
          default: 'kept',
          markdownDescription: text(
            'setting.history.mode',
            'Where requests and their responses are stored. Auth keys are removed first. [Delete Stored Data](command:kapture.deleteStoredData) deletes the history.',
          ),
        },
        'kapture.history.maxEntries': {
          type: 'integer',
          scope: 'application',
          order: 11,
          default: 500,
          minimum: 1,
          maximum: 10000,
          description: text(
            'setting.history.maxEntries',
            'Maximum number of entries in the history. The oldest are deleted first.',
          ),
        },
        'kapture.history.maxMegabytes': {
          type: 'number',
          scope: 'application',
          order: 12,
          default: 50,
          minimum: 1,
          maximum: 500,
          description: text(
            'setting.history.maxMegabytes',
            'Maximum size of the requests and responses in the history, in megabytes. The oldest are deleted first.',
          ),
        },
      },
    },
  },
} as const satisfies Contributions;
