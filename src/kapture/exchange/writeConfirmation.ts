import type { OperationId } from '../catalogue/registry.ts';
import { urlOf, type Connection } from '../connection/connection.ts';

/** A write, as it will be sent. */
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
