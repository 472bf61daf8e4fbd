import { operations, type OperationId } from '../catalogue/registry.ts';
import { actOfRequest, fieldsOfWrite, type WriteAct, recordIdOf } from '../catalogue/writeAct.ts';
import { formFor, urlOf, type Connection } from '../connection/connection.ts';
import { variablesIn } from '../variables/variables.ts';
import { WriteConfirmation, type Write } from './writeGuard.ts';

/** One of several requests that are sent one after another. */
export interface RunRequest {
  /** Identifies the request within the run. */
  readonly id: string;
  /** The text as the user wrote it, with variables. */
  readonly text: string;
}

/** A request as it will probably be sent. The values of its variables can change before it is sent. */
export interface PlannedRequest extends RunRequest {
  readonly write: Write;
}

/** What a write does: to a customer, or `other` for one that is not about a customer. */
type RunAct = WriteAct['operation'] | 'other';

export type ActCounts = Readonly<Record<RunAct, number>>;

/** What a run sends to one connection. */
export interface RunTarget {
  readonly connection: Connection;
  readonly host: string;
  /** The number of writes of each act. */
  readonly acts: ActCounts;
  /** The operations of the `other` writes, one for each. */
  readonly others: readonly OperationId[];
  readonly reads: number;
}

/** What a run sends to each connection, in the order in which the connections are used. */
export function targetsOfRun(requests: readonly PlannedRequest[]): RunTarget[] {
  const byName = Map.groupBy(requests, ({ write }) => write.connection.name);
  return [...byName.values()].map((planned) => {
    const { connection } = planned[0]!.write;
    const acts = planned.map(({ write }) =>
      operations[write.operation].writes ? (actOf(write)?.operation ?? 'other') : undefined,
    );
    const count = (act: RunAct | undefined): number => acts.filter((other) => other === act).length;
    return {
      connection,
      host: new URL(connection.baseUrl).host,
      acts: {
        add: count('add'),
        update: count('update'),
        'add-or-update': count('add-or-update'),
        other: count('other'),
      },
      others: planned.map(({ write }) => write.operation).filter((_, index) => acts[index] === 'other'),
      reads: count(undefined),
    };
  });
}

/**
 * Proof that a user confirmed the writes of a run. Only `ask` creates one. It confirms one write of each request: with
 * the text that the request had then, to the same URL in the same role, with the same act on the same customer. Every
 * other write needs a separate confirmation.
 */
export class RequestsConfirmation {
  /** What the user agreed to, by the id of each request that was not confirmed yet. */
  readonly #agreed: Map<string, string>;

  private constructor(requests: readonly PlannedRequest[]) {
    this.#agreed = new Map(requests.map((request) => [request.id, agreementOf(request, request.write)]));
  }

  /** Asks once about all requests; undefined if the user declines. */
  static async ask(
    requests: readonly PlannedRequest[],
    confirm: (targets: readonly RunTarget[]) => Promise<boolean>,
  ): Promise<RequestsConfirmation | undefined> {
    return (await confirm(targetsOfRun(requests))) ? new RequestsConfirmation(requests) : undefined;
  }

  /**
   * Confirms the write of a request. Undefined if the user did not agree to exactly this, or if the request was
   * confirmed before.
   */
  async confirm(request: RunRequest, write: Write): Promise<WriteConfirmation | undefined> {
    if (this.#agreed.get(request.id) !== agreementOf(request, write)) return undefined;
    this.#agreed.delete(request.id);
    return WriteConfirmation.ask(write, () => Promise.resolve(true));
  }
}

function actOf({ operation, body, connection }: Write): WriteAct | undefined {
  return actOfRequest(operation, fieldsOfWrite(body), formFor(connection, operation));
}

function agreementOf({ text }: RunRequest, write: Write): string {
  const { operation, connection } = write;
  const { operation: act, customerId, code } = actOf(write) ?? {};
  // Answers of the user and values of earlier responses are unknown until the request is sent, also in an ID.
  const isOpen = variablesIn(text).some(({ name }) => /^(\?|\$last\b)/.test(name));
  const fields = fieldsOfWrite(write.body);
  const other = recordIdOf(operation, fields, formFor(connection, operation));
  const customer = isOpen ? undefined : (customerId ?? code ?? other);
  return JSON.stringify([connection.name, connection.role, urlOf(connection, operation), act, customer, text]);
}
