import { readLoose } from '../../json/looseJson.ts';
import { word } from '../../records/customer.ts';
import { looksMasked } from '../../update/fieldValue.ts';
import { plainIdentifier, type Identifier, type Identity } from '../plans/identifiers.ts';
import type { ReadRecord } from './reader.ts';

/** The properties of a record, and of its contacts, that show what identifies the customer. */
const properties: Readonly<Record<Identity, { readonly record: string; readonly contact?: string }>> = {
  code: { record: 'customerCode' },
  phone: { record: 'companyPhone', contact: 'phone' },
  email: { record: 'email', contact: 'email' },
};

/**
 * Whether a record shows the key that found it, or masks a value that can be the key. A blank value is not the key: a
 * server can ignore an identifier, and return any customer. Records that have none of the properties cannot show it, so
 * they count.
 */
export function hasKey({ id, text }: Pick<ReadRecord, 'id' | 'text'>, identifier: Identifier, key: string): boolean {
  if (identifier === 'id') return id === key.trim();
  const wanted = plainIdentifier(identifier, key).toLowerCase();
  const values = valuesOf(text, identifier);
  // Sources contradict each other on whether `customer_id` is the code or Kapture's ID. Here it was the ID.
  if (!values.length) return identifier !== 'code' || id !== wanted;
  return values.some((value) => {
    if (value === '') return false;
    return looksMasked(JSON.stringify(value))
      ? canMask(identifier, value, wanted)
      : plainIdentifier(identifier, value).toLowerCase() === wanted;
  });
}

/** The values that a record has in the properties of an identity, as text. */
function valuesOf(text: string, identity: Identity): string[] {
  const { record, contact } = properties[identity];
  const own = readLoose(text).value as Readonly<Record<string, unknown>>;
  const { contacts } = own;
  const people = contact !== undefined && Array.isArray(contacts) ? (contacts as readonly unknown[]) : [];
  const found = people.map((person) => (person as Readonly<Record<string, unknown>> | null)?.[contact!]);
  return [own[record], ...found].filter((value) => value !== undefined).map(word);
}

/** Whether the visible characters of a masked value are those of a key, whatever number of characters is masked. */
function canMask(identifier: Identifier, masked: string, wanted: string): boolean {
  const isPhone = identifier === 'phone';
  const text = isPhone ? masked.replace(/[\s().+-]/g, '') : masked.trim().toLowerCase();
  const parts = text.split(/\*+/);
  // A mask can show the country code of India, or a leading zero.
  const forms = isPhone ? [wanted, `91${wanted}`, `0${wanted}`] : [wanted];
  return forms.some((form) => hasParts(form, parts));
}

/** Whether a text starts with the first part, ends with the last one, and has the others in order between them. */
function hasParts(text: string, [first = '', ...others]: readonly string[]): boolean {
  const last = others.pop() ?? '';
  let end = text.startsWith(first) ? first.length : Infinity;
  for (const part of others) {
    const index = text.indexOf(part, end);
    end = index < 0 ? Infinity : index + part.length;
  }
  return end + last.length <= text.length && text.endsWith(last);
}
