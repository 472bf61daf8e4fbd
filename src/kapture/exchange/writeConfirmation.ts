import type { OperationId } from '../catalogue/registry.ts';
import { urlOf, type Connection } from '../connection/connection.ts';

/** A write as it will be sent. */
export interface Write {
  readonly operation: OperationId;
  readonly body: string;
  readonly connection: Connection;
}

/**
 * Proof that a user saw a write and wants it. Only `ask` makes one, and it holds for that body at that address alone: the
 * client refuses every other write to production.
 */
export class WriteConfirmation {
  readonly #address: string;
  readonly #body: string;

  private constructor({ operation, body, connection }: Write) {
    this.#address = urlOf(connection, operation);
    this.#body = body;
  }

  /** Has a user asked about a write; undefined if the answer is no. */
  static async ask(write: Write, isWanted: (write: Write) => Promise<boolean>): Promise<WriteConfirmation | undefined> {
    return (await isWanted(write)) ? new WriteConfirmation(write) : undefined;
  }

  /** Whether it is this write that was confirmed. */
  covers({ operation, body, connection }: Write): boolean {
    return this.#body === body && this.#address === urlOf(connection, operation);
  }
}
