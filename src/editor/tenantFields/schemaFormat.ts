/** What a tenant's schema can be exported as. */
export type SchemaFormat = 'json-schema' | 'open-api';
