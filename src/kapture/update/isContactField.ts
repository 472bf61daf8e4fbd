import { updatePlaces, type UpdatePlace } from '../catalogue/customer/customerRecord.ts';

const places: Readonly<Record<string, UpdatePlace>> = updatePlaces;

/** Whether a field of Update belongs to a contact: records show that of the primary one. */
export function isContactField(field: string): boolean {
  return Object.hasOwn(places, field) && places[field]!.source === 'contact';
}
