import { text, type Contributions } from '../shared/contributions.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.setSandboxFault': () => unknown;
    'kapture.resetSandbox': () => unknown;
  }
}

/** The manifest entries for the sandbox. */
export const contributions = {
  title: 'Sandbox',
  commands: {
    'kapture.setSandboxFault': {
      title: 'Set Sandbox Fault…',
      menus: { 'view/title': { when: 'view == kapture.customers && kapture.usesSandbox', group: '3_sandbox@1' } },
    },
    'kapture.resetSandbox': {
      title: 'Reset Sandbox',
      menus: { 'view/title': { when: 'view == kapture.customers && kapture.usesSandbox', group: '3_sandbox@2' } },
    },
  },
  contributes: {
    configuration: {
      properties: {
        'kapture.sandbox.port': {
          type: 'integer',
          scope: 'application',
          order: 5,
          default: 0,
          minimum: 0,
          maximum: 65535,
          markdownDescription: text(
            'setting.sandbox.port',
            'Port of the sandbox on 127.0.0.1. 0 takes any free one, a sandbox a window; with another number all windows share one, also one that was started with `npm run sandbox`.',
          ),
        },
      },
    },
  },
} as const satisfies Contributions;
