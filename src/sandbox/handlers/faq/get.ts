import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { inferred, jsonResponse } from '../../sandboxResponse.ts';
import type { Handler } from '../handler.ts';

/** The category of the published sample. The first question is the published one; its answer is ours. */
const contents: Readonly<Record<string, readonly object[]>> = {
  '5247': [
    { id: 18909, title: 'Is any warranty on Pens?', detail: 'One year.' },
    { id: 18910, title: 'How long does a delivery take?', detail: 'Three to five days.' },
    { id: 18911, title: 'Can an order be canceled?', detail: 'Until it is packed.' },
  ],
};

/** Kapture's response to an unknown category is undocumented; here it has no contents. */
export const getFaq: Handler = (_store, request) => {
  const { fields } = request;
  const category = fieldText(fields, 'category_id');
  const all = Object.hasOwn(contents, category) ? contents[category]! : [];
  const start = Number(fieldText(fields, 'start_index')) || 0;
  const end = Number(fieldText(fields, 'end_index')) || start + 20;
  const respond = () => jsonResponse(200, { message: { contents: all.slice(start, end) }, status: 'success' });
  const isFiltered = ['employee_id', 'start_date', 'end_date'].some((name) => fieldText(fields, name));
  return all.length && !isFiltered ? respond() : inferred(request, respond);
};
