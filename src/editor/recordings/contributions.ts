import type { Uri } from 'vscode';
import { recordingSuffix } from '../../kapture/recordings/recording.ts';
import { notInPalette, type Contributions } from '../shared/contributions.ts';
import { responseLanguage } from '../shared/ids.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    /** For the response of an editor, or of an entry of the history. */
    'kapture.recordForSandbox': (from?: unknown) => unknown;
    'kapture.teachSandbox': (recording?: Uri) => unknown;
    'kapture.forgetTaught': () => unknown;
  }
}

const hasExchange = `editorLangId == ${responseLanguage} && resourceScheme =~ /^kapture-(response|history)$/`;

/** The manifest entries for responses that the sandbox is taught. */
export const contributions = {
  title: 'Teaching the sandbox',
  commands: {
    'kapture.recordForSandbox': {
      title: 'Teach the Sandbox…',
      menus: {
        'editor/context': { when: hasExchange, group: '3_kapture_test@3' },
        'view/item/context': {
          when: 'view == kapture.history && viewItem =~ /\\banswered\\b/ && !listMultiSelection',
          group: '2_send@4',
        },
        commandPalette: { when: hasExchange },
      },
    },
    'kapture.teachSandbox': {
      title: 'Teach the Sandbox This Recording',
      menus: { commandPalette: notInPalette },
    },
    'kapture.forgetTaught': {
      title: 'Forget Taught Responses…',
      menus: { 'view/title': { when: 'view == kapture.customers && kapture.usesSandbox', group: '3_sandbox@3' } },
    },
  },
  contributes: {
    jsonValidation: [{ fileMatch: `*${recordingSuffix}`, url: './dist/schemas/recording.schema.json' }],
    languages: [{ id: 'jsonc', filenamePatterns: [`*${recordingSuffix}`] }],
  },
} as const satisfies Contributions;
