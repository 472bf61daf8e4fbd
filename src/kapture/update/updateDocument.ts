import { customerFields } from '../catalogue/customer/customerFields.ts';
import type { RecordFields } from './editableFields.ts';

/**
 * The text of a customer as an Update request to edit: the id, the fields that the record shows, and the `comments` below
 * them. Each comment is one line, because the editor wraps lines at its own width. The same fields always give exactly the
 * same text.
 */
export function updateDocument(id: string, { shown }: RecordFields, comments: readonly string[]): string {
  const fields = [['kapture_customer_id', JSON.stringify(id)] as const, ...shown];
  const lines = fields.map(([field, value]) => `  ${JSON.stringify(field)}: ${value}`);
  const notes = comments.map((comment) => `// ${comment}\n`);
  return `{\n${lines.join(',\n')}\n}\n${notes.join('')}`;
}

/** Kapture's fields that a document does not have, and that can be added to it. */
export function fieldsToAdd({ shown, masked }: RecordFields): string[] {
  return Object.keys(customerFields).filter((field) => !shown.has(field) && !masked.has(field));
}
