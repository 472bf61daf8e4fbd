import { text, type Contributions } from '../shared/contributions.ts';

export const contributions = {
  title: 'Variables',
  commands: {},
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
