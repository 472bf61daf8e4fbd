import { customerFields, generatedIds } from '../../catalogue/customer/customerFields.ts';
import type { OperationForm } from '../../catalogue/form.ts';
import { pathOfField } from '../../catalogue/forms.ts';
import { schemaAtPath, type FieldSchema } from '../../catalogue/vocabulary.ts';
import { formFor, type Connection } from '../../connection/connection.ts';
import { canUpdate } from '../../update/updateBody.ts';
import { fieldOfIdentifier } from '../plans/identifiers.ts';
import type { Identifier } from '../plans/rowInput.ts';

/** The forms of the two writes of a run. */
export interface WriteForms {
  readonly add: OperationForm;
  readonly update: OperationForm;
}

/** The forms in which a connection adds and updates. */
export function writeForms(connection: Pick<Connection, 'dialect' | 'dialects'>): WriteForms {
  return { add: formFor(connection, 'add'), update: formFor(connection, 'update') };
}

/** Whether an Add or an Update can send a field, given by its shared name. */
export function canSend({ add, update }: WriteForms, field: string): boolean {
  if (generatedIds.has(field)) return false;
  if (canUpdate(update, field)) return true;
  // The flat form does not have the code.
  return pathOfField(add, field) !== undefined && (field !== 'customer_code' || add.fieldMap !== undefined);
}

/** The documented fields that a column can be mapped to, in the order of the documentation. */
export function bulkFields(forms: WriteForms, identifyBy: Identifier): readonly string[] {
  const named = [forms.add, forms.update].flatMap(({ fieldMap }) => Object.keys(fieldMap?.paths ?? customerFields));
  const sent = [...new Set(named)].filter((field) => canSend(forms, field));
  const key = fieldOfIdentifier[identifyBy];
  return sent.includes(key) ? sent : [key, ...sent];
}

/** The documentation of a field in the form of a write; undefined for a tenant's own field. */
export function schemaOfField({ add, update }: WriteForms, field: string): FieldSchema | undefined {
  for (const form of [update, add]) {
    const path = pathOfField(form, field);
    const schema = path && schemaAtPath(form.request(), path);
    if (schema) return schema;
  }
  return undefined;
}
