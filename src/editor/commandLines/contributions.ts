import type { Uri } from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { NamedRequestPlace } from '../shared/documents/requestText.ts';
import { hasRequests, isJsonEditor, text, type Contributions } from '../shared/contributions.ts';
import { dryRunLanguage } from '../shared/ids.ts';

/** The request of a command that was read before. */
export interface ReadRequest {
  readonly operation: OperationId | undefined;
  readonly body: string;
  readonly connection: string;
}

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.dryRun': (what?: Uri | NamedRequestPlace) => unknown;
    /** For a document, or a row of the Requests or History view. */
    'kapture.copyAs': (what?: Uri | { readonly uri: Uri }) => unknown;
    'kapture.pasteCurl': (request?: ReadRequest) => unknown;
  }
}

const hasExchange = 'resourceScheme =~ /^kapture-(response|history)$/';

export const contributions = {
  title: 'curl, code and dry runs',
  commands: {
    'kapture.dryRun': {
      title: 'Dry Run',
      menus: {
        'editor/title': { when: hasRequests, group: '1_kapture@2' },
        commandPalette: { when: isJsonEditor },
      },
    },
    'kapture.copyAs': {
      title: 'Copy Request As…',
      menus: {
        'view/item/context': [
          {
            when: 'view == kapture.history && viewItem =~ /\\bexchange\\b/ && !listMultiSelection',
            group: '3_snippet@2',
          },
          {
            when: 'view == kapture.requests && viewItem =~ /^(file|example)/ && !listMultiSelection',
            group: '3_copy@1',
          },
        ],
        'editor/context': { when: `${hasRequests} || ${hasExchange}`, group: '1_kapture@2' },
        commandPalette: { when: `${isJsonEditor} || ${hasExchange}` },
      },
    },
    'kapture.pasteCurl': {
      title: 'Paste curl Command as Request',
      menus: {
        'editor/context': {
          when: 'editorHasSelection && editorLangId =~ /^(shellscript|powershell|bat|markdown|plaintext)$/',
          group: '1_kapture@3',
        },
      },
    },
  },
  contributes: {
    languages: [
      {
        id: dryRunLanguage,
        aliases: [text('language.dryRun', 'Kapture Dry Run')],
        extensions: ['.kapture-dry-run'],
      },
    ],
    configurationDefaults: {
      [`[${dryRunLanguage}]`]: {
        'editor.minimap.enabled': false,
        'editor.wordWrap': 'on',
        // The values of a customer that is edited are from a server and must not become links.
        'editor.links': false,
        // The placeholder of a key, ‹auth key›, is not a mistake.
        'editor.unicodeHighlight.ambiguousCharacters': false,
      },
    },
  },
} as const satisfies Contributions;
