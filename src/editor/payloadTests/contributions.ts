import { type Contributions } from '../shared/contributions.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.newPayloadTest': () => unknown;
    'kapture.openExamplePayloadTests': () => unknown;
  }
}

/** The contributions of payload tests to the manifest. */
export const contributions = {
  title: 'Payload tests',
  commands: {
    'kapture.newPayloadTest': { title: 'New Payload Test', icon: '$(beaker)' },
    'kapture.openExamplePayloadTests': { title: 'Open Example Payload Tests' },
  },
  activationEvents: ['workspaceContains:**/*.kapture-test.json'],
  contributes: {
    jsonValidation: [{ fileMatch: '*.kapture-test.json', url: './dist/schemas/test.schema.json' }],
    languages: [{ id: 'jsonc', filenamePatterns: ['*.kapture-test.json'] }],
  },
} as const satisfies Contributions;
