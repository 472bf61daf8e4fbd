import type { Contributions } from '../shared/contributions.ts';
import { responseLanguage } from '../shared/ids.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.copyPointer': () => unknown;
    'kapture.copyValue': () => unknown;
    'kapture.copyVariable': () => unknown;
    'kapture.saveAsTest': () => unknown;
  }
}

/** The `when` clause of the responses of this window and of the history, and of records. */
const hasValues = `editorLangId == ${responseLanguage}`;
/** The `when` clause without results of queries, whose paths differ from those in the response. */
const hasPaths = `${hasValues} && resourceScheme != kapture-query`;
/** The `when` clause of responses of this window, because only these can be the last ones of their operations. */
const isNew = `${hasValues} && resourceScheme == kapture-response`;
const hasExchange = `${hasValues} && resourceScheme =~ /^kapture-(response|history)$/`;

export const contributions = {
  title: 'Values in responses',
  commands: {
    'kapture.copyPointer': {
      title: 'Copy JSON Pointer',
      menus: {
        'editor/context': { when: hasPaths, group: '2_kapture_value@1' },
        commandPalette: { when: hasPaths },
      },
    },
    'kapture.copyValue': {
      title: 'Copy Value',
      menus: {
        'editor/context': { when: hasValues, group: '2_kapture_value@2' },
        commandPalette: { when: hasValues },
      },
    },
    'kapture.copyVariable': {
      title: 'Copy as Variable',
      menus: {
        'editor/context': { when: isNew, group: '2_kapture_value@3' },
        commandPalette: { when: isNew },
      },
    },
    'kapture.saveAsTest': {
      title: 'Save Exchange as Payload Test…',
      menus: {
        'editor/context': { when: hasExchange, group: '3_kapture_test@1' },
        commandPalette: { when: hasExchange },
      },
    },
  },
} as const satisfies Contributions;
