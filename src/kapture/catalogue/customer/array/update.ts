import { defineForm } from '../../form.ts';
import { arrayAdd } from './add.ts';
import { arraySchema } from './arrayFields.ts';

/**
 * Update in the array form. Kapture documents one call for both, and known integrations update a customer by its code,
 * so this is inferred from them.
 */
export const arrayUpdate = defineForm({
  ...arrayAdd,
  pathCertainty: 'inferred',
  request: () =>
    arraySchema(
      'Update Customer',
      'A customer to update, identified by its `customer_code`. If no customer has the code, Kapture probably adds one.',
    ),
  minimal: ['customer_code', 'customer_name', 'phone', 'email_id'],
  draft: { customer_code: '', customer_name: '', phone: '', email_id: '' },
  draftIsOpen: true,
});
