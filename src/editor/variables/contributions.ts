import type { Uri } from 'vscode';
import { isJsonEditor, isRequestFile, text, type Contributions } from '../shared/contributions.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.previewVariables': (uri?: Uri) => unknown;
  }
}

/** The manifest entries for variables. */
export const contributions = {
  title: 'Variables',
  commands: {
    'kapture.previewVariables': {
      title: 'Preview Variables',
      menus: {
        'editor/title': { when: `resourceScheme != kapture && ${isRequestFile}`, group: '1_kapture@3' },
        commandPalette: { when: `${isJsonEditor} && resourceScheme != kapture` },
      },
    },
  },
  contributes: {
    configuration: {
      properties: {
        'kapture.allowedEnvironmentVariables': {
          type: 'array',
          scope: 'application',
          order: 4,
          default: [],
          items: { type: 'string' },
          markdownDescription: text(
            'setting.allowedEnvironmentVariables',
            'Environment variables that requests can use as `{{$env:NAME}}`. Requests cannot use any others.',
          ),
        },
      },
    },
    jsonValidation: [{ fileMatch: 'kapture.env.json', url: './dist/schemas/env.schema.json' }],
    languages: [{ id: 'jsonc', filenamePatterns: ['kapture.env.json'] }],
  },
} as const satisfies Contributions;
