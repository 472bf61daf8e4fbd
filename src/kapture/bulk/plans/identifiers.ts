import { formFor, dialectOf, writeDestination, type Connection } from '../../connection/connection.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import type { Identifier } from './rowInput.ts';

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

/** The fields of Get that look up a customer. */
const getFields: Readonly<Record<Identifier, string>> = {
  id: 'kapture_customer_id',
  code: 'customer_id',
  phone: 'phone',
  email: 'email_id',
};

/** The body of a Get by an identifier. */
export function getBody(identifier: Identifier, key: string): string {
  return JSON.stringify([{ [getFields[identifier]]: key }]);
}

/** Why customers cannot be looked up by an identifier on a connection; undefined if they can. */
export function problemOfIdentifier(connection: Connection, identifier: Identifier): Problem | undefined {
  const { properties } = formFor(connection, 'get').request();
  return getFields[identifier] in properties
    ? undefined
    : problem(
        'The {0} dialect of this connection cannot look up customers by this identifier. Choose another one.',
        dialectOf(connection, 'get'),
      );
}

/**
 * What a plan is bound to: the tenant, and the dialect and path of each operation that it uses. A port of a sandbox is
 * not part of it.
 */
export function bindingOf(connection: Connection): string {
  return JSON.stringify(
    (['get', 'add', 'update'] as const).map((operation) => [
      dialectOf(connection, operation),
      writeDestination(connection, operation),
    ]),
  );
}
