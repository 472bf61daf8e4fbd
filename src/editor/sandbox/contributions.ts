import { text, type Contributions } from '../shared/contributions.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.showSandboxRequests': () => unknown;
    'kapture.setSandboxFault': () => unknown;
    'kapture.resetSandbox': () => unknown;
  }
}

export const contributions = {
  title: 'Sandbox',
  commands: {
    'kapture.showSandboxRequests': { title: 'Show Sandbox Requests' },
    'kapture.setSandboxFault': { title: 'Set Sandbox Fault…' },
    'kapture.resetSandbox': { title: 'Reset Sandbox' },
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
            'Port of the sandbox on 127.0.0.1. With 0, each window starts its own sandbox on a free port. With any other number, all windows share one sandbox, which can also be started with `npm run sandbox`.',
          ),
        },
      },
    },
  },
} as const satisfies Contributions;
