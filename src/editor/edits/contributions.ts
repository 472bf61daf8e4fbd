import type { Uri } from 'vscode';
import type { Contributions } from '../shared/contributions.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';

/** The `args` of the keybindings in the Customers view. They stand for the selected customer. */
export interface KeybindingArgs {
  readonly useSelection: true;
}

/**
 * The customer to edit, the record or response that the title bar of its editor passes, or the selected customer for a
 * keybinding.
 */
export type EditOptions = RecordReference | Uri | KeybindingArgs;

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.editCustomer': (options?: EditOptions) => unknown;
    'kapture.showChanges': (uri?: Uri) => unknown;
  }
}

export const contributions = {
  title: 'Editing a customer',
  commands: {
    'kapture.editCustomer': {
      title: 'Edit Customer…',
      icon: '$(edit)',
      menus: {
        'view/item/context': [
          {
            when: 'view == kapture.customers && viewItem =~ /\\bcustomer\\b/ && !kapture.isReadOnly',
            group: 'inline@1',
          },
          {
            when: 'view == kapture.customers && viewItem =~ /\\bcustomer\\b/ && !kapture.isReadOnly && !listMultiSelection',
            group: '1_open@2',
          },
        ],
        'editor/title': [
          { when: 'resourceScheme == kapture-record && !kapture.isReadOnly', group: 'navigation' },
          {
            when: 'resourceScheme == kapture-response && resourceExtname != .kapture-headers && kapture.responseHasCustomer && !kapture.isReadOnly',
            group: 'navigation@2',
          },
        ],
        commandPalette: { when: '!kapture.isReadOnly' },
      },
      keybindings: [
        {
          key: 'ctrl+enter',
          mac: 'cmd+enter',
          when: 'focusedView == kapture.customers && listFocus && !inputFocus',
          args: { useSelection: true },
        },
        {
          key: 'f2',
          when: 'focusedView == kapture.customers && listFocus && !inputFocus',
          args: { useSelection: true },
        },
      ],
    },
    'kapture.showChanges': {
      title: 'Show Changes',
      icon: '$(diff)',
      menus: {
        'editor/title': { when: 'resourceScheme == kapture && !isInDiffEditor', group: 'navigation' },
        'editor/context': { when: 'resourceScheme == kapture && !isInDiffEditor', group: '1_kapture@1' },
        commandPalette: { when: 'resourceScheme == kapture' },
      },
    },
  },
  activationEvents: ['onFileSystem:kapture'],
} as const satisfies Contributions;
