import { fieldText } from '../fieldText.ts';
import { defineOperation } from '../operation.ts';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';

const text = (description: string) =>
  ({ type: ['string', 'integer'], requirement: 'optional', description }) as const satisfies FieldSchema;

const contact = (description: string) =>
  ({
    ...text(description),
    requirement: 'enforced',
    description: `${description} Name, email address and phone number are required, or the ID of an enquiry.`,
  }) as const satisfies FieldSchema;

const clientText = (description: string) =>
  text(`${description} Public clients send it. Kapture's documentation does not have it.`);

const request = () =>
  ({
    type: 'object',
    title: 'Push Enquiry',
    description:
      "A new enquiry (lead), and its customer. Groups of the tenant's own fields are allowed, as an array of one object.",
    properties: {
      customer_name: contact('Name of the customer.'),
      phone: contact('Phone number of the customer.'),
      email_id: contact('Email address of the customer.'),
      customer_id: text('ID of the customer. Blank in the published sample.'),
      campaign_name: text('Primary source of the enquiry.'),
      secSource: text('Secondary source of the enquiry.'),
      tertSource: text('Tertiary source of the enquiry.'),
      product_details: {
        type: 'array',
        requirement: 'optional',
        description: 'The products that the customer asks for.',
        items: {
          type: 'object',
          title: 'Product',
          description: 'A product.',
          properties: {
            product_name: text('Name of the product.'),
            rate: text('Price of one.'),
            quantity: text('How many.'),
            product_type: clientText('Type of the product.'),
            prod_attr3: clientText("One of the tenant's own fields."),
          },
        },
      },
      enquiry_id: clientText('ID of an enquiry.'),
      assign_emp_name: clientText('Name of the agent that the enquiry is assigned to.'),
      action: clientText('Key of an action, such as `SVS`.'),
      message: clientText('Message of the customer.'),
    },
  }) as const satisfies ObjectSchema;

export const pushEnquiry = defineOperation({
  id: 'push-enquiry',
  module: 'enquiry',
  title: 'Push Enquiry',
  icon: 'comment-discussion',
  method: 'POST',
  path: '/add-update-enquiry-from-other-source.html',
  pathCertainty: 'solid',
  shape: 'array-of-one',
  writes: true,
  request,
  sample: {
    customer_name: 'rahul',
    phone: '1234567890',
    email_id: 'rahul@example.com',
    customer_id: '',
    campaign_name: 'website',
    secSource: '',
    tertSource: '',
    product_details: [{ product_name: 'abc', rate: '100', quantity: '1' }],
  },
  minimal: ['customer_name', 'phone', 'email_id'],
  draft: { customer_name: '', phone: '', email_id: '' },
  draftIsOpen: true,
  subject: { fields: ['customer_name', 'enquiry_id', 'phone', 'email_id'] },
  recognition: {
    path: /add-update-enquiry/i,
    // A flat customer has the same fields, but in an object.
    fits: (fields, isArray) =>
      isArray &&
      ('customer_name' in fields || 'enquiry_id' in fields) &&
      !['title', 'order_status', 'order_type', 'grand_total'].some((name) => name in fields),
  },
  formats: {},
  brokenRule: (fields) => {
    if (fieldText(fields, 'enquiry_id')) return undefined;
    const field = ['customer_name', 'email_id', 'phone'].find((name) => !fieldText(fields, name));
    return field ? { reason: 'enquiry-contact-required', field } : undefined;
  },
  failures: {
    'enquiry-exists': {
      when: 'the customer has such an enquiry, in the sandbox one from the same source',
      message: 'Lead already exists',
      isStart: true,
      fields: ['phone', 'email_id'],
    },
    'enquiry-contact-required': {
      when: 'the name, the email address or the phone number is missing, and so is the ID of the enquiry',
      message: 'Name, Email Id, and Phone Number, Or Enquiry Id required',
      fields: ['customer_name', 'email_id', 'phone'],
      isOfMissing: true,
      example: {
        title: 'Enquiry Contact Required',
        fields: { customer_name: 'Asha', phone: '', email_id: '', campaign_name: 'website', secSource: '' },
      },
    },
  },
  envelope: { message: 'Message', status: 'Status', success: 'success', failed: 'failed' },
  response: {
    schema: () => ({
      type: 'object',
      title: 'Response to Push Enquiry',
      description:
        'The response to a Push Enquiry request. If the enquiry exists, its status is `failed`, and the message has the IDs.',
      properties: {
        'Enquiry Id': { type: 'string', description: 'ID of the enquiry.' },
        'Assigned Employee Code': { type: 'string', description: 'Code of the agent that it is assigned to.' },
        message: { type: 'string', description: 'What happened. The published success says that it is a duplicate.' },
        'Kapture Customer Id': { type: 'string', description: 'ID of the customer.' },
        status: { type: 'string', description: '`success` or `failed`.' },
      },
    }),
    sample:
      '{"Enquiry Id": "11606498", "Assigned Employee Code": "3476", "message": "Duplicate Enquiry Name : N/A , Phone : 1234567890 , Email : N/A !! ", "Kapture Customer Id": "48047507", "status": "success"}',
    generated: ['Enquiry Id', 'Kapture Customer Id', 'message'],
    resultKey: 'Enquiry Id',
  },
});
