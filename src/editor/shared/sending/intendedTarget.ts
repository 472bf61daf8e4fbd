import { operationIds, operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { writeDestination, type Connection } from '../../../kapture/connection/connection.ts';

/** Where the writes of a request document were meant to go, as it was opened or sent last. */
export interface IntendedTarget {
  /** Name of the connection then. */
  readonly name: string;
  /** The name that the document was pinned to then. */
  readonly pin?: string | undefined;
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

/** The first of some targets that a write does not go to; undefined if it goes to all of them. */
export function otherTarget(
  targets: readonly IntendedTarget[],
  connection: Connection,
  operation: OperationId,
): IntendedTarget | undefined {
  const address = writeDestination(connection, operation);
  return targets.find(({ addresses }) => addresses[operation] !== address);
}

export function isSameTarget(one: IntendedTarget, other: IntendedTarget): boolean {
  return one.pin === other.pin && writes.every((id) => one.addresses[id] === other.addresses[id]);
}
