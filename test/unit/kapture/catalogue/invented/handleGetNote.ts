import { fieldText } from '../../../../../src/kapture/catalogue/fieldText.ts';
import type { Handler } from '../../../../../src/sandbox/handlers/handler.ts';
import { failureResponse, jsonResponse } from '../../../../../src/sandbox/sandboxResponse.ts';

/** The sandbox's response. */
export const handleGetNote: Handler = (_store, { fields }) =>
  fieldText(fields, 'note_id') === 'N-1'
    ? jsonResponse(200, { message: 'An invented note.', status: 'success' })
    : failureResponse('customer-not-found');
