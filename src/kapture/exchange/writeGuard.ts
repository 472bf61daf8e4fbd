import { operations, type OperationId } from '../catalogue/registry.ts';
import { urlOf, type Connection } from '../connection/connection.ts';
import { KaptureError } from '../http/kaptureError.ts';

export interface Write {
  readonly operation: OperationId;
  readonly body: string;
  readonly connection: Connection;
}

/**
 * Proof that a user confirmed a write. Only `ask` creates one, and it is valid for one body and URL. The client refuses
 * every other write to production.
 */
export class WriteConfirmation {
  readonly #url: string;
  readonly #body: string;

  private constructor({ operation, body, connection }: Write) {
    this.#url = urlOf(connection, operation);
    this.#body = body;
  }

  /** Asks the user to confirm a write with `confirm`; undefined if the user declines. */
  static async ask(write: Write, confirm: (write: Write) => Promise<boolean>): Promise<WriteConfirmation | undefined> {
    return (await confirm(write)) ? new WriteConfirmation(write) : undefined;
  }

  /** Whether this is the confirmed write. */
  covers({ operation, body, connection }: Write): boolean {
    return this.#body === body && this.#url === urlOf(connection, operation);
  }
}

/**
 * Throws a {@link KaptureError} for a write that must not be sent: to a read-only connection (`read-only`), or to
 * production without a confirmation of exactly this write (`not-confirmed`). The client calls it for every request.
 */
export function guardWrite(write: Write, confirmation: WriteConfirmation | undefined): void {
  const { operation, connection } = write;
  refuseReadOnly(operation, connection);
  if (needsConfirmation(operation, connection) && !confirmation?.covers(write))
    throw new KaptureError('not-confirmed', new URL(connection.baseUrl).host, connection.name);
}

/** Why a write is not sent without a confirmation, or not at all; undefined for a read, and if nothing prevents it. */
export function writeBarrier(
  operation: OperationId,
  { role, readOnly }: Pick<Connection, 'role' | 'readOnly'>,
): 'production' | 'read-only' | undefined {
  if (needsConfirmation(operation, { role })) return 'production';
  return readOnly && operations[operation].writes ? 'read-only' : undefined;
}

/** Throws a {@link KaptureError} with the reason `read-only` for a write to a read-only connection. */
export function refuseReadOnly(operation: OperationId, { baseUrl, name, readOnly }: Connection): void {
  if (readOnly && operations[operation].writes) throw new KaptureError('read-only', new URL(baseUrl).host, name);
}

/** Whether the client only sends this with a {@link WriteConfirmation}. */
export function needsConfirmation(operation: OperationId, { role }: Pick<Connection, 'role'>): boolean {
  return role === 'production' && operations[operation].writes;
}
