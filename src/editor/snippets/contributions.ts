import type { Uri } from 'vscode';
import {
  hasNamedRequests,
  hasRequests,
  isRequestFile,
  notInPalette,
  text,
  type Contributions,
} from '../shared/contributions.ts';
import type { RequestsNode } from './requestNodes.ts';
import type { SnippetArgument } from './saveSnippet.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.saveAsSnippet': (what?: SnippetArgument) => unknown;
    'kapture.sendFromView': (node?: RequestsNode) => unknown;
    /**
     * Sends the requests in the folder of a row, or in a file with several requests; without either, those of the
     * active file, or of a folder that the user picks.
     */
    'kapture.sendAll': (what?: RequestsNode | Uri) => unknown;
    'kapture.renameRequest': (node?: RequestsNode) => unknown;
    'kapture.duplicateRequest': (node?: RequestsNode) => unknown;
    'kapture.deleteRequest': (node?: RequestsNode, all?: readonly RequestsNode[]) => unknown;
    'kapture.findRequest': () => unknown;
    'kapture.refreshRequests': () => unknown;
  }
}

export const contributions = {
  title: 'Saved requests',
  commands: {
    'kapture.saveAsSnippet': {
      title: 'Save Request as Snippet…',
      icon: '$(save-as)',
      menus: {
        'view/item/context': [
          {
            when: 'view == kapture.history && viewItem =~ /\\bexchange\\b/ && !listMultiSelection',
            group: '3_snippet@1',
          },
          { when: 'view == kapture.requests && viewItem == example && !listMultiSelection', group: '2_file@1' },
        ],
        'editor/title': { when: isRequestFile, group: '1_kapture@1' },
        'editor/context': { when: `${hasRequests} || resourceScheme == kapture-response`, group: '1_kapture@4' },
      },
    },
    'kapture.sendFromView': {
      title: 'Send',
      icon: '$(play)',
      menus: {
        'view/item/context': [
          { when: 'view == kapture.requests && viewItem =~ /^(file|example)/', group: 'inline@1' },
          {
            when: 'view == kapture.requests && viewItem =~ /^(file|example)/ && !listMultiSelection',
            group: '1_open@2',
          },
        ],
        commandPalette: notInPalette,
      },
      keybindings: [
        {
          key: 'ctrl+alt+enter',
          mac: 'cmd+alt+enter',
          when: 'focusedView == kapture.requests && listFocus && !inputFocus',
        },
      ],
    },
    'kapture.sendAll': {
      title: 'Send All…',
      icon: '$(run-all)',
      menus: {
        'editor/title': { when: hasNamedRequests, group: 'navigation@2' },
        'editor/context': { when: hasNamedRequests, group: '1_kapture@2' },
        'explorer/context': { when: hasNamedRequests, group: '4_kapture@1' },
        'view/item/context': [
          { when: 'view == kapture.requests && viewItem =~ /^(folder|group (workspace|personal))/', group: 'inline@1' },
          {
            when: 'view == kapture.requests && viewItem =~ /^(folder|group (workspace|personal))/ && !listMultiSelection',
            group: '1_open@3',
          },
        ],
      },
    },
    'kapture.renameRequest': {
      title: 'Rename Request…',
      menus: {
        'view/item/context': {
          when: 'view == kapture.requests && viewItem =~ /^file/ && !listMultiSelection',
          group: '2_file@1',
        },
        commandPalette: notInPalette,
      },
      keybindings: [{ key: 'f2', when: 'focusedView == kapture.requests && listFocus && !inputFocus' }],
    },
    'kapture.duplicateRequest': {
      title: 'Duplicate Request',
      menus: {
        'view/item/context': {
          when: 'view == kapture.requests && viewItem =~ /^file/ && !listMultiSelection',
          group: '2_file@2',
        },
        commandPalette: notInPalette,
      },
    },
    'kapture.deleteRequest': {
      title: 'Delete Request',
      menus: {
        'view/item/context': { when: 'view == kapture.requests && viewItem =~ /^file/', group: '2_file@3' },
        commandPalette: notInPalette,
      },
      keybindings: [
        { key: 'delete', mac: 'cmd+backspace', when: 'focusedView == kapture.requests && listFocus && !inputFocus' },
      ],
    },
    'kapture.findRequest': {
      title: 'Find Request…',
      icon: '$(search)',
      menus: { 'view/title': { when: 'view == kapture.requests', group: 'navigation@2' } },
    },
    'kapture.refreshRequests': {
      title: 'Refresh Requests',
      icon: '$(refresh)',
      menus: { 'view/title': { when: 'view == kapture.requests', group: 'navigation@3' } },
    },
  },
  contributes: {
    views: {
      kapture: [
        {
          id: 'kapture.requests',
          name: text('view.requests', 'Requests'),
          icon: 'media/kapture.svg',
          contextualTitle: 'Kapture',
        },
      ],
    },
  },
} as const satisfies Contributions;
