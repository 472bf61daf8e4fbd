import { operationIds, operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { writeDestination, type Connection } from '../../../kapture/connection/connection.ts';

/** The target that a request document went to when it was last opened or sent. It is stored as JSON. */
export interface IntendedTarget {
  /** Name of the connection at that time. */
  readonly name: string;
  /** The name that the document was pinned to at that time. */
  readonly pin?: string | undefined;
  /** The URL of each operation that writes, and of a pasted read. */
  readonly addresses: Readonly<Partial<Record<OperationId, string>>>;
}

const writes = operationIds.filter((id) => operations[id].writes);

export function intendedTarget(connection: Connection, pin: string | undefined): IntendedTarget {
  return {
    name: connection.name,
    ...(pin !== undefined && { pin }),
    addresses: Object.fromEntries(writes.map((id) => [id, writeDestination(connection, id)])),
  };
}

/** The target of a URL that no connection is known to lead to, named by its origin. */
export function targetOfUrl(origin: string, path: string, operation: OperationId): IntendedTarget {
  return { name: origin, addresses: Object.fromEntries([...writes, operation].map((id) => [id, origin + path])) };
}

/** Whether a target has the address of an operation at a tenant. */
export function isAtTenant({ addresses }: IntendedTarget, operation: OperationId, tenant: string | undefined): boolean {
  return tenant !== undefined && addresses[operation]?.startsWith(`${tenant}/`) === true;
}

/** The first target that differs from where a request would go; undefined if none does. */
export function otherTarget(
  targets: readonly IntendedTarget[],
  connection: Connection,
  operation: OperationId,
): IntendedTarget | undefined {
  const address = writeDestination(connection, operation);
  return targets.find(({ addresses }) =>
    // A read has no target, except a pasted one.
    addresses[operation] === undefined ? operations[operation].writes : addresses[operation] !== address,
  );
}

export function isSameTarget(one: IntendedTarget, other: IntendedTarget): boolean {
  return one.pin === other.pin && operationIds.every((id) => one.addresses[id] === other.addresses[id]);
}
