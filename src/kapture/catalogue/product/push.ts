import { fieldText } from '../fieldText.ts';
import { defineOperation } from '../operation.ts';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';

const text = (description: string) =>
  ({ type: ['string', 'integer'], requirement: 'optional', description }) as const satisfies FieldSchema;

const undescribed = text("Kapture's documentation shows this field without explaining it, and leaves it blank.");

const request = () =>
  ({
    type: 'object',
    title: 'Push Product',
    description: 'A product. All values are strings in the published sample.',
    properties: {
      name: { ...text('Name of the product.'), requirement: 'enforced' },
      parent_product_name: text('Name of the product that it belongs to.'),
      rate: text('Price of one.'),
      mrp: text('Maximum retail price.'),
      product_type: { ...text('Type. The published sample has `product`.'), examples: ['product'] },
      stock: text('How many are in stock.'),
      description: text('Description.'),
      short_description: text('Short description.'),
      pack_type: undescribed,
      tax_enabled: undescribed,
      weight: text('Weight.'),
      interest: undescribed,
      category: text('Category.'),
      industry: text('Industry.'),
    },
  }) as const satisfies ObjectSchema;

export const pushProduct = defineOperation({
  id: 'push-product',
  module: 'product',
  title: 'Push Product',
  icon: 'package',
  method: 'POST',
  path: '/add-update-product-from-other-source.html',
  pathCertainty: 'documented',
  shape: 'array-of-one',
  writes: true,
  request,
  sample: {
    name: 'Glasses',
    parent_product_name: 'Material',
    rate: '2000',
    mrp: '',
    product_type: 'product',
    stock: '',
    description: '',
    short_description: '',
    pack_type: '',
    tax_enabled: '',
    weight: '',
    interest: '',
    category: '',
    industry: '',
  },
  minimal: ['name'],
  draft: { name: '' },
  draftIsOpen: true,
  subject: { fields: ['name'] },
  recognition: {
    path: /add-update-product/i,
    fits: (fields) => 'product_type' in fields || 'parent_product_name' in fields,
  },
  formats: {},
  brokenRule: (fields) => (fieldText(fields, 'name') ? undefined : { reason: 'product-name-empty', field: 'name' }),
  failures: {
    'product-name-empty': {
      when: 'the name of the product is missing',
      message: 'Product Name is empty.',
      fields: ['name'],
      example: { title: 'Product Name Empty', fields: { name: '', rate: '2000', product_type: 'product' } },
    },
  },
  envelope: { message: 'Message', status: 'Status', success: 'success', failed: 'failed' },
  response: {
    schema: () => ({
      type: 'object',
      title: 'Response to Push Product',
      description: 'The response to a Push Product request.',
      properties: {
        product_id: { type: 'string', description: 'ID of the product.' },
        message: { type: 'string', description: 'What happened.' },
        status: { type: 'string', description: '`success` or `failed`.' },
      },
    }),
    sample: '{"product_id": "526878", "message": "Lead Product details added successfully", "status": "success"}',
    generated: ['product_id'],
    resultKey: 'product_id',
  },
});
