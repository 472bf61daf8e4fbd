import { notInPalette, type Contributions } from '../../shared/contributions.ts';
import type { RequestsNode } from '../requestNodes.ts';

declare module '../../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.importPostman': () => unknown;
    /** Exports the rows of a menu, or else the selected rows. */
    'kapture.exportPostman': (node?: RequestsNode, all?: readonly RequestsNode[]) => unknown;
  }
}

export const contributions = {
  title: 'Postman collections',
  commands: {
    'kapture.importPostman': {
      title: 'Import Postman Collection…',
      menus: { 'view/title': { when: 'view == kapture.requests', group: '2_postman@1' } },
    },
    'kapture.exportPostman': {
      title: 'Export as Postman Collection…',
      menus: {
        'view/item/context': {
          when: 'view == kapture.requests && viewItem =~ /^(file|folder|group (workspace|personal))/',
          group: '5_export@1',
        },
        commandPalette: notInPalette,
      },
    },
  },
} as const satisfies Contributions;
