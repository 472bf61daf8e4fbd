import type { FieldPath, OperationForm } from '../../kapture/catalogue/form.ts';
import { pathOfField } from '../../kapture/catalogue/forms.ts';

/** Code of the diagnostic for a write that does not do what its file name says. */
export const wrongOperation = 'wrong-operation';

/** Where a body has what makes a write an Update: Kapture's ID, or the customer code if that identifies it. */
export function idPath(form: OperationForm): FieldPath | undefined {
  return form.codePaths?.[0] ?? pathOfField(form, 'kapture_customer_id');
}
