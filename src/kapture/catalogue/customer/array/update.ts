import { defineForm } from '../../form.ts';
import { arrayAdd } from './add.ts';
import { arrayFields, arrayUpdateSchema } from './arrayFields.ts';

/**
 * Update in the array form. Kapture documents one call, which adds a customer. A public client sends it whenever it has
 * the customer, with its code, so that it updates one is inferred.
 */
export const arrayUpdate = defineForm({
  ...arrayAdd,
  pathCertainty: 'inferred',
  request: () => arrayUpdateSchema(arrayFields),
  minimal: ['customer_code', 'customer_name', 'phone', 'email_id'],
  draft: { customer_code: '', customer_name: '', phone: '', email_id: '' },
  draftIsOpen: true,
});
