import { customerRecord } from '../catalogue/customer/customerRecord.ts';
import type { FieldLabels } from './fieldLabels.ts';
import { recordSchema, type JsonSchema } from './recordSchema.ts';
import { customersOf, documentedRecord, ticketsOf, type TenantLearning } from './tenantFields.ts';

/** The schemas of the records of a tenant, by name. */
export function recordSchemas(learning: TenantLearning, labels: FieldLabels): Readonly<Record<string, JsonSchema>> {
  return {
    Customer: recordSchema(customerRecord, customersOf(learning), labels),
    Ticket: recordSchema(documentedRecord('get-ticket'), ticketsOf(learning), labels),
  };
}

/** The JSON Schema (2020-12) of a customer of a tenant, with its tickets as a definition. */
export function tenantJsonSchema(learning: TenantLearning, labels: FieldLabels): JsonSchema {
  const { Customer: customer, ...others } = recordSchemas(learning, labels);
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...customer, $defs: others };
}
