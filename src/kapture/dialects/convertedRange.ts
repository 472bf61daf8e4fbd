import type { Fields } from '../catalogue/fieldText.ts';
import type { OperationForm } from '../catalogue/form.ts';
import { sharedFields } from '../catalogue/forms.ts';
import { addDays, dayOf, problemOfMoment } from '../dates/calendar.ts';

/**
 * The value of a date in the other form of a Pull. One includes the last day of its range, and a search ends at the
 * start of its last day. Undefined if both forms have the same ranges, or for any other value.
 */
export function convertedDate(
  field: string,
  fields: Fields,
  source: OperationForm,
  target: OperationForm,
): string | undefined {
  const [isSearch, becomesSearch] = [source, target].map(({ paging }) => paging?.hasDaysOnly === true);
  if (isSearch === becomesSearch || (field !== 'start_date' && field !== 'end_date')) return undefined;
  const { [field]: value, start_date: start } = sharedFields(source, fields);
  if (typeof value !== 'string' || problemOfMoment(value)) return undefined;
  if (field === 'start_date') return dayOf(value);
  if (becomesSearch) return addDays(dayOf(value), 1);
  // Both dates alike are the whole day.
  return typeof start === 'string' && start < value ? addDays(value, -1) : value;
}
