import type { Static } from 'typebox';
import { customerFields } from './customerFields.ts';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';

type Optional<T> = { readonly [K in keyof T]: Omit<T[K], 'requirement'> & { readonly requirement: 'optional' } };

/** Nothing but the id is needed to update: the same fields, each of them optional. */
const changes = Object.fromEntries(
  Object.entries<FieldSchema>(customerFields).map(([name, field]) => [name, { ...field, requirement: 'optional' }]),
) as unknown as Optional<typeof customerFields>;

export const updateRequest = {
  type: 'object',
  title: 'Update Customer',
  description:
    'The id of a customer and the fields to change. Whether a blank value clears a field or is ignored is not documented: send only what changes.',
  required: ['kapture_customer_id'],
  properties: {
    kapture_customer_id: {
      type: ['string', 'integer'],
      documentedType: 'integer',
      requirement: 'enforced',
      description: 'Id of the customer to change, as Add, Get and Pull give it.',
      pattern: '^\\s*[0-9]+\\s*$',
      patternErrorMessage: 'A Kapture customer id is a number.',
    },
    ...changes,
  },
} as const satisfies ObjectSchema;

export type UpdateRequest = Static<typeof updateRequest>;
