import type { Contributions } from '../shared/contributions.ts';

/** The manifest entries for tables of customers. */
export const contributions = {
  title: 'Customers from files',
  commands: {},
  contributes: {
    jsonValidation: [{ fileMatch: '*.kapture-import.json', url: './dist/schemas/import.schema.json' }],
    languages: [{ id: 'jsonc', filenamePatterns: ['*.kapture-import.json'] }],
  },
} as const satisfies Contributions;
