import { l10n } from 'vscode';
import { operations, type OperationId } from '../../../../kapture/catalogue/registry.ts';
import { problemOfId } from '../../../../kapture/catalogue/uncertainId.ts';
import { fieldsOfWrite, problemOfAct, writeActOf, type WriteAct } from '../../../../kapture/catalogue/writeAct.ts';
import { formFor, urlOf } from '../../../../kapture/connection/connection.ts';
import { WriteConfirmation, type Write } from '../../../../kapture/exchange/writeConfirmation.ts';
import { needsConfirmation } from '../../../../kapture/exchange/writeGuard.ts';
import type { Log } from '../../log.ts';
import type { Targets } from '../../ports.ts';
import { problemText } from '../../texts/catalogueTexts.ts';
import type { ClientLoader } from '../clientLoader.ts';
import { confirmWrite } from './confirmWrite.ts';
import { loadWrittenCustomer, type CustomerKey } from './writtenCustomer.ts';
import { NotSent } from './notSent.ts';
import type { SendRequestOptions } from '../sendRequestOptions.ts';

/** What a confirmation needs to load the customer that it names. */
export interface ConfirmationPorts {
  readonly targets: Targets;
  readonly clients: ClientLoader;
  readonly log: Log;
}

/**
 * Asks before a write if the caller wants that, if it is to production, if it no longer goes where it went before, if it
 * does not do what its file name says, or if it is unknown which customer it changes. `operation` is the one in the file
 * name. Undefined if no confirmation is needed. Throws `NotSent` if the user declines.
 */
export async function confirmIfNeeded(
  operation: OperationId,
  write: Write,
  options: SendRequestOptions,
  ports: ConfirmationPorts,
): Promise<WriteConfirmation | undefined> {
  const { body, connection } = write;
  const fields = fieldsOfWrite(body);
  const form = formFor(connection, write.operation);
  const wrongAct = problemText(problemOfId(operation, body, form) ?? problemOfAct(operation, fields, form));
  const moved = movedText(write, options);
  const isNeeded =
    options.asksBeforeWrite === true ||
    needsConfirmation(write.operation, connection) ||
    wrongAct !== undefined ||
    (moved !== undefined && connection.role !== 'sandbox');
  const act = writeActOf(fields, form);
  const isAdd = operations[write.operation].act === 'add';
  const mayOverwrite = act.operation === 'add-or-update' && isAdd && connection.role !== 'sandbox';
  if (!isNeeded && !mayOverwrite) return undefined;
  // What the question about a run does not mention is asked for each request.
  const isOrdinary = wrongAct === undefined && moved === undefined;
  const agreed = isOrdinary ? await options.run?.confirmation?.confirm(options.run.request, write) : undefined;
  if (agreed) return agreed;
  const key = keyOf(act);
  const customer = options.customer ?? (key && (await loadWrittenCustomer(key, connection, ports)));
  // An Add with the code of no customer adds one, as its name says.
  if (!isNeeded && customer === 'not-found') return undefined;
  const notes = [wrongAct, moved].filter((note) => note !== undefined);
  const confirmation = await WriteConfirmation.ask(write, () =>
    confirmWrite({ operation: write.operation, body, connection, customer, notes }),
  );
  if (!confirmation) throw new NotSent();
  return confirmation;
}

/** By what a write names its customer; undefined if it adds one. */
function keyOf({ customerId, code }: WriteAct): CustomerKey | undefined {
  if (customerId !== undefined) return { id: customerId };
  return code === undefined ? undefined : { code };
}

/** Says where a request that is sent again went before; undefined if it goes there again. */
function movedText({ operation, connection }: Write, { previousUrl }: SendRequestOptions): string | undefined {
  return previousUrl !== undefined && previousUrl !== urlOf(connection, operation)
    ? l10n.t('It was sent to {0} earlier. The connection has changed since then.', previousUrl)
    : undefined;
}
