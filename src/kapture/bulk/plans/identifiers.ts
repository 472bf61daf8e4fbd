import { formFor, dialectOf, writeDestination, type Connection } from '../../connection/connection.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { withoutSeparators } from '../tables/repairCell.ts';

/** What identifies the customer of a row: Kapture's ID, the tenant's own code, the phone or the email. */
export type Identifier = 'id' | 'code' | 'phone' | 'email';

/** What identifies a customer in addition to Kapture's ID, in the order in which it is looked up. */
export const identities = ['code', 'phone', 'email'] as const;
export type Identity = (typeof identities)[number];

/** The shared name of the field that has each identifier. */
export const fieldOfIdentifier = {
  id: 'kapture_customer_id',
  code: 'customer_code',
  phone: 'phone',
  email: 'email_id',
} as const satisfies Record<Identifier, string>;

export const identifiers = Object.keys(fieldOfIdentifier) as Identifier[];

const getFields: Readonly<Record<Identifier, string>> = {
  id: 'kapture_customer_id',
  code: 'customer_id',
  phone: 'phone',
  email: 'email_id',
};

export function getBody(identifier: Identifier, key: string): string {
  return JSON.stringify([{ [getFields[identifier]]: key }]);
}

/** Why customers cannot be looked up by an identifier on a connection; undefined if they can. */
export function problemOfIdentifier(connection: Connection, identifier: Identifier): Problem | undefined {
  const { properties } = formFor(connection, 'get').request();
  return getFields[identifier] in properties
    ? undefined
    : problem(
        'The {0} dialect cannot look up customers by this identifier. Choose another.',
        dialectOf(connection, 'get'),
      );
}

/**
 * What a plan is bound to: the tenant, and the dialect and path of each operation that it uses. The port of a sandbox
 * is not part of the binding.
 */
export function bindingOf(connection: Connection): string {
  return JSON.stringify(
    (['get', 'add', 'update'] as const).map((operation) => [
      dialectOf(connection, operation),
      writeDestination(connection, operation),
    ]),
  );
}

/** An identifier in the form in which those of a file are compared. */
export function plainIdentifier(identifier: Identifier, key: string): string {
  const text = key.trim();
  if (identifier === 'phone') return plainPhone(text);
  return identifier === 'email' ? text.toLowerCase() : text;
}

/** The digits of a phone, without the country code of India. */
export function plainPhone(text: string): string {
  const digits = withoutSeparators(text).replace(/^\+/, '');
  return digits.replace(/^(?:(?:00)?91|0+)(?=[6-9]\d{9}$)/, '');
}
