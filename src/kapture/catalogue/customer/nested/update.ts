import { defineForm } from '../../form.ts';
import { hasCustomerId } from './add.ts';
import { customerInfo, isNested, nestedFieldMap, nestedIdPaths, nestedSchema } from './nestedFields.ts';
import { nestedSample } from './nestedSample.ts';

const { customer_name, phone, email_id, ...others } = customerInfo;
const optional = { requirement: 'optional' } as const;

/** Update in Kapture's reference of 2024. */
export const nestedUpdate = defineForm({
  path: '/ms/customer/customer/api/v1/add-update',
  pathCertainty: 'documented',
  shape: 'object',
  request: () =>
    nestedSchema(
      'Update Customer',
      'The ID of a customer and the fields to change, in the nested dialect. Send only what changes: it is undocumented whether a blank value clears a field or is ignored.',
      {
        customer_name: { ...customer_name, ...optional },
        phone: { ...phone, ...optional },
        email_id: { ...email_id, ...optional },
        ...others,
        customer_id: {
          ...others.customer_id,
          requirement: 'enforced',
          description: 'ID of the customer to change, as returned by Add, Get and Pull.',
          pattern: '^\\s*[0-9]+\\s*$',
          patternErrorMessage: 'A Kapture customer ID is a number.',
        },
      },
    ),
  sample: nestedSample('9000000002', 'Ravi', 'Sen', '191690263'),
  minimal: ['kapture_customer_id'],
  draft: { kapture_customer_id: '' },
  draftIsOpen: true,
  fieldMap: nestedFieldMap,
  customerIdPaths: nestedIdPaths,
  recognition: {
    path: /\/ms\/customer\/customer\/.*add-update/i,
    fits: (fields) => isNested(fields) && hasCustomerId(fields),
  },
  formats: {},
  brokenRule: () => undefined,
  failures: {},
  inferredFailures: ['name-email-phone-required'],
});
