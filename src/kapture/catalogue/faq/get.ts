import { defineOperation } from '../operation.ts';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';

const text = (description: string, requirement: FieldSchema['requirement'] = 'optional') =>
  ({ type: ['string', 'integer'], documentedType: 'string', requirement, description }) as const satisfies FieldSchema;

const request = () =>
  ({
    type: 'object',
    title: 'Get FAQ Contents',
    description: 'The questions and answers of a category. No known operation lists the categories.',
    properties: {
      employee_id: text('ID of the author.'),
      category_id: text('ID of the category.', 'documented'),
      start_index: { ...text('Index of the first one. By default, 0.', 'documented'), examples: ['0'] },
      end_index: { ...text('Index after the last one. By default, 20.', 'documented'), examples: ['20'] },
      start_date: text('First day of creation: `YYYY-MM-DD`.'),
      end_date: text('Last day of creation: `YYYY-MM-DD`.'),
    },
  }) as const satisfies ObjectSchema;

export const getFaq = defineOperation({
  id: 'get-faq',
  module: 'faq',
  title: 'Get FAQ Contents',
  icon: 'question',
  method: 'POST',
  path: '/get-faq-contents.html',
  pathCertainty: 'documented',
  shape: 'array-of-one',
  writes: false,
  request,
  sample: { employee_id: '', category_id: '5247', start_index: '0', end_index: '20' },
  minimal: ['category_id', 'start_index', 'end_index'],
  draft: { category_id: '', start_index: '0', end_index: '20' },
  subject: { fields: ['category_id'] },
  recognition: { path: /get-faq-contents/i, fits: (fields) => 'category_id' in fields },
  formats: {},
  brokenRule: () => undefined,
  failures: {},
  response: {
    schema: () => ({
      type: 'object',
      title: 'Response to Get FAQ Contents',
      description: 'The response to a Get FAQ Contents request.',
      properties: {
        message: {
          type: ['object', 'string'],
          description: 'The contents. A failure has a text here.',
          properties: {
            contents: {
              type: 'array',
              description: 'The questions and answers.',
              items: {
                type: 'object',
                title: 'FAQ',
                description: 'A question with its answer.',
                properties: {
                  id: { type: 'integer', description: 'ID of the question.' },
                  title: { type: 'string', description: 'The question.' },
                  detail: { type: 'string', description: 'The answer.' },
                },
              },
            },
          },
        },
        status: { type: 'string', description: '`success` or `failed`.' },
      },
    }),
    sample:
      '{"message": {"contents": [{"id": 18909, "title": "Is any warranty on Pens?", "detail": "(an answer text)"}]}, "status": "success"}',
    resultKey: 'message',
  },
});
