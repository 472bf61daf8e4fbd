import type { Uri } from 'vscode';
import type { Contributions } from '../shared/contributions.ts';
import { responseLanguage } from '../shared/ids.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    /** Accepts the document of a response or a record. */
    'kapture.queryDocument': (uri?: Uri) => unknown;
    'kapture.queryCustomers': () => unknown;
    'kapture.openQuery': () => unknown;
    'kapture.editQuery': (uri?: Uri) => unknown;
    'kapture.copyQueryValues': (uri?: Uri) => unknown;
    'kapture.toggleQueryPaths': (uri?: Uri) => unknown;
    'kapture.saveQuery': (uri?: Uri) => unknown;
    'kapture.saveQueryValues': (uri?: Uri) => unknown;
  }
}

const isResponse = `resourceLangId == ${responseLanguage} && resourceScheme =~ /^kapture-(response|history)$/`;
const isRecord = 'resourceScheme == kapture-record';
const isResult = 'resourceScheme == kapture-query';

export const contributions = {
  title: 'Queries',
  commands: {
    'kapture.queryDocument': {
      title: 'Query Response or Record…',
      menus: {
        'editor/title': [
          { when: isResponse, group: '2_kapture@0' },
          { when: isRecord, group: '2_kapture@0' },
        ],
        commandPalette: { when: `editorLangId == ${responseLanguage} && resourceScheme != kapture-query` },
      },
    },
    'kapture.queryCustomers': {
      title: 'Query Records…',
      menus: {
        'view/title': { when: 'view == kapture.customers && kapture.hasPulled', group: '0_customers@8' },
        commandPalette: { when: 'kapture.hasPulled' },
      },
    },
    'kapture.openQuery': {
      title: 'Open Saved Query…',
      menus: { commandPalette: { when: `editorLangId == ${responseLanguage} || kapture.hasPulled` } },
    },
    'kapture.editQuery': {
      title: 'Edit Query…',
      icon: '$(search)',
      menus: { 'editor/title': { when: isResult, group: 'navigation@1' }, commandPalette: { when: isResult } },
    },
    'kapture.copyQueryValues': {
      title: 'Copy Values',
      icon: '$(copy)',
      menus: { 'editor/title': { when: isResult, group: 'navigation@2' }, commandPalette: { when: isResult } },
    },
    'kapture.toggleQueryPaths': {
      title: 'Show or Hide Paths',
      menus: { 'editor/title': { when: isResult, group: '1_kapture@1' }, commandPalette: { when: isResult } },
    },
    'kapture.saveQuery': {
      title: 'Save Query…',
      menus: { 'editor/title': { when: isResult, group: '2_kapture@1' }, commandPalette: { when: isResult } },
    },
    'kapture.saveQueryValues': {
      title: 'Save All Values As…',
      menus: { 'editor/title': { when: isResult, group: '2_kapture@2' }, commandPalette: { when: isResult } },
    },
  },
} as const satisfies Contributions;
