import { defineForm } from '../../form.ts';
import { arrayUpdateSchema, fieldsOf2016 } from '../array/arrayFields.ts';
import { arrayUpdate } from '../array/update.ts';
import { object2016Add } from './add.ts';

/** Update in the form of 2016. Inferred, as in the array form. */
export const object2016Update = defineForm({
  ...object2016Add,
  pathCertainty: 'inferred',
  request: () => arrayUpdateSchema(fieldsOf2016),
  minimal: arrayUpdate.minimal,
  draft: arrayUpdate.draft,
  draftIsOpen: true,
  failures: {},
  inferredFailures: ['message-key-expired', 'auth-key-expired'],
});
