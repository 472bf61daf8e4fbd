import { jsonResponse } from '../../sandboxResponse.ts';
import type { Handler } from '../handler.ts';

/** Adds a product. No known operation reads it back. */
export const pushProduct: Handler = ({ modules }) => {
  const id = String(526_900 + modules.next());
  return jsonResponse(200, {
    product_id: id,
    message: 'Lead Product details added successfully',
    status: 'success',
  });
};
