import { updatePlaces, type UpdatePlace } from '../catalogue/customer/customerRecord.ts';
import { propertySpans } from '../json/spans.ts';
import type { Span } from '../json/tokens.ts';
import { primaryContact } from './editableFields.ts';
import type { FieldValues } from './fieldValue.ts';

/**
 * A record with values that Kapture has accepted, to show it until it is read again. Values stay where the record shows
 * them; one that the record does not show is omitted, because it is unknown how the server stores it.
 */
export function recordAfterWrite(text: string, values: FieldValues): string {
  // By their place, because a tenant's own field can be shown at that of a documented one. The last one counts.
  const changes = new Map<number, Span & { readonly value: string }>();
  for (const [field, value] of values) {
    const span = spanOf(text, field);
    if (span) changes.set(span.start, { ...span, value });
  }
  // From the end, so that the earlier offsets stay valid.
  return [...changes.values()]
    .sort((one, other) => other.start - one.start)
    .reduce((record, { start, end, value }) => record.slice(0, start) + value + record.slice(end), text);
}

/** Where a record has the value of a field. */
function spanOf(text: string, field: string): Span | undefined {
  const place = (updatePlaces as Readonly<Record<string, UpdatePlace>>)[field];
  // A tenant's own field has the same name in a record.
  const own = propertyAt(text, 0, field);
  if (!place || (field === 'customer_code' && own)) return own;
  const start = place.source === 'record' ? 0 : primaryContact(text)?.start;
  return start === undefined ? undefined : propertyAt(text, start, place.property);
}

/** The value of a property; the last of duplicates, as when the record is read. */
function propertyAt(text: string, from: number, name: string): Span | undefined {
  return propertySpans(text, from).findLast(({ key }) => key === name)?.value;
}
