import { customerFields } from '../schemas/customerFields.ts';
import type { RecordFields } from './recordFields.ts';

/**
 * A customer as an Update request to edit: the id, the fields that the record shows, and above them `comments`, a line
 * each. The same fields give the same text, letter by letter.
 */
export function updateDocument(id: string, { shown }: RecordFields, comments: readonly string[]): string {
  const fields = [['kapture_customer_id', JSON.stringify(id)] as const, ...shown];
  const lines = fields.map(([field, value]) => `  ${JSON.stringify(field)}: ${value}`);
  return `${comments.map((comment) => `// ${comment}\n`).join('')}{\n${lines.join(',\n')}\n}\n`;
}

/** Kapture's fields that can be added to the document of a record, which shows none of them. */
export function fieldsToAdd({ shown, masked }: RecordFields): string[] {
  return Object.keys(customerFields).filter((field) => !shown.has(field) && !masked.has(field));
}
