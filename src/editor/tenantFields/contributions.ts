import { text, type Contributions } from '../shared/contributions.ts';
import { fieldsLanguage } from '../shared/ids.ts';

/** What a tenant's schema can be exported as. */
export type SchemaFormat = 'json-schema' | 'open-api';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    /** For a tenant, or else for the tenant of the active connection. */
    'kapture.showTenantSchema': (tenant?: string) => unknown;
    'kapture.exportTenantSchema': (tenant?: string, format?: SchemaFormat) => unknown;
  }
}

/** The contributions of the fields that tenants have beyond Kapture's documentation. */
export const contributions = {
  title: 'Fields of a tenant',
  commands: {
    'kapture.showTenantSchema': { title: 'Show Tenant Schema' },
  },
  contributes: {
    languages: [
      {
        id: fieldsLanguage,
        aliases: [text('language.fields', 'Kapture Tenant Schema')],
        extensions: ['.kapture-fields'],
      },
    ],
    grammars: [
      { language: fieldsLanguage, scopeName: 'source.kapture-fields', path: './media/kapture-fields.grammar.json' },
    ],
    configurationDefaults: {
      '[kapture-fields]': {
        'editor.minimap.enabled': false,
        // With word wrap, the columns of a table would not be aligned.
        'editor.wordWrap': 'off',
        'editor.guides.indentation': false,
        // Text from a server must not become links.
        'editor.links': false,
        'editor.unicodeHighlight.ambiguousCharacters': false,
      },
    },
  },
} as const satisfies Contributions;
