import { fieldText } from '../../../../../src/kapture/catalogue/fieldText.ts';
import { defineOperation } from '../../../../../src/kapture/catalogue/operation.ts';
import type { ObjectSchema } from '../../../../../src/kapture/catalogue/vocabulary.ts';

const request = () =>
  ({
    type: 'object',
    title: 'Get Note',
    description: 'An invented note.',
    properties: {
      note_id: { type: 'string', documentedType: 'string', requirement: 'enforced', description: 'Invented id.' },
    },
  }) as const satisfies ObjectSchema;

/** An operation that Kapture does not have. */
export const getNote = defineOperation({
  id: 'get-note',
  module: 'ticket',
  title: 'Get Note',
  icon: 'note',
  method: 'POST',
  path: '/invented-note.html',
  pathCertainty: 'inferred',
  shape: 'array-of-one',
  writes: false,
  request,
  sample: { note_id: 'N-1' },
  minimal: ['note_id'],
  draft: { note_id: '' },
  subject: { fields: ['note_id'] },
  recognition: { fits: (fields) => 'note_id' in fields },
  formats: {},
  brokenRule: (fields) => (fieldText(fields, 'note_id') ? undefined : { reason: 'note-id-missing', field: 'note_id' }),
  failures: {
    'note-id-missing': {
      when: 'the invented id is blank',
      message: 'Invented: no note id.',
      fields: ['note_id'],
      example: { title: 'Note Id Missing', fields: { note_id: '' } },
    },
  },
  response: {
    schema: () => ({
      type: 'object',
      title: 'Response to Get Note',
      description: 'Invented.',
      properties: { message: { type: 'string', description: 'Invented text.' } },
    }),
    resultKey: 'message',
  },
});
