import { operations } from '../catalogue/registry.ts';
import type { FieldLabels } from './fieldLabels.ts';
import { recordSchema, type JsonSchema } from './recordSchema.ts';
import { documentedRecord, recordsOf, recordTitle, taughtBy, type TenantLearning } from './tenantFields.ts';

/** The schemas of the records of a tenant, by title. */
export function recordSchemas(learning: TenantLearning, labels: FieldLabels): Readonly<Record<string, JsonSchema>> {
  const byModule = taughtBy.map((id) => {
    const { module } = operations[id];
    return [recordTitle(module), recordSchema(documentedRecord(id), recordsOf(learning, module), labels)] as const;
  });
  return Object.fromEntries(byModule);
}

/** The JSON Schema (2020-12) of a customer of a tenant, with other records as definitions. */
export function tenantJsonSchema(learning: TenantLearning, labels: FieldLabels): JsonSchema {
  const { Customer: customer, ...others } = recordSchemas(learning, labels);
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...customer, $defs: others };
}
