import { defaultDialect, type Dialect } from '../../kapture/catalogue/dialect.ts';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import { formOf } from '../../kapture/catalogue/forms.ts';
import { dialectOf } from '../../kapture/connection/connection.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { Targets } from '../shared/ports.ts';

/** The dialect in which a customer is updated, and its form. */
export interface UpdateForm {
  readonly dialect: Dialect;
  readonly form: OperationForm;
}

/** The form in which a customer is updated: that of its connection. */
export function updateFormOf({ tenant, connection }: RecordReference, targets: Targets): UpdateForm {
  const known = targets.connectionOf(tenant, connection);
  const dialect = known ? dialectOf(known, 'update') : defaultDialect;
  return { dialect, form: formOf('update', dialect) };
}
