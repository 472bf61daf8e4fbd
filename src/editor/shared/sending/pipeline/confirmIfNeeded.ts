import { l10n } from 'vscode';
import { operations, type OperationId } from '../../../../kapture/catalogue/registry.ts';
import { problemOfId } from '../../../../kapture/catalogue/uncertainId.ts';
import { fieldsOfWrite, problemOfAct, writeActOf, type WriteAct } from '../../../../kapture/catalogue/writeAct.ts';
import { formFor, urlOf, type Connection } from '../../../../kapture/connection/connection.ts';
import { tenantHost } from '../../../../kapture/connection/tenant.ts';
import { WriteConfirmation, type Write } from '../../../../kapture/exchange/writeConfirmation.ts';
import { needsConfirmation } from '../../../../kapture/exchange/writeGuard.ts';
import type { Log } from '../../log.ts';
import type { Targets } from '../../ports.ts';
import { problemText } from '../../texts/catalogueTexts.ts';
import type { ClientLoader } from '../clientLoader.ts';
import { confirmRead } from './confirmRead.ts';
import { confirmWrite } from './confirmWrite.ts';
import { loadWrittenCustomer, type CustomerKey } from './writtenCustomer.ts';
import { otherTarget, type IntendedTarget } from '../intendedTarget.ts';
import { NotSent } from './notSent.ts';
import type { SendRequestOptions } from '../sendRequestOptions.ts';

/** What a confirmation needs to load the customer that it names. */
export interface ConfirmationPorts {
  readonly targets: Targets;
  readonly clients: ClientLoader;
  readonly log: Log;
}

/**
 * Asks before a write if the caller wants that, if it is to production or an unintended target, if it does not do what
 * its file name says, or if it is unknown which customer it changes. `operation` is the one in the file name.
 * Undefined if no confirmation is needed. Throws `NotSent` if the user declines.
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
  const otherTarget = otherTargetText(write, options);
  const isNeeded =
    options.asksBeforeWrite === true ||
    needsConfirmation(write.operation, connection) ||
    wrongAct !== undefined ||
    (otherTarget !== undefined && connection.role !== 'sandbox');
  const act = writeActOf(fields, form);
  const isAdd = operations[write.operation].act === 'add';
  const mayOverwrite = act.operation === 'add-or-update' && isAdd && connection.role !== 'sandbox';
  if (!isNeeded && !mayOverwrite) return undefined;
  // What the question about a run does not mention is asked for each request.
  const isOrdinary = wrongAct === undefined && otherTarget === undefined;
  const agreed = isOrdinary ? await options.run?.confirmation?.confirm(options.run.request, write) : undefined;
  if (agreed) return agreed;
  const key = keyOf(act);
  const customer = options.customer ?? (key && (await loadWrittenCustomer(key, connection, ports)));
  // An Add with the code of no customer adds one, as its name says.
  if (!isNeeded && customer === 'not-found') return undefined;
  const notes = [wrongAct, otherTarget].filter((note) => note !== undefined);
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

/**
 * Asks before a read to an unintended target, as a pasted command has one. False if there is nothing to ask. Throws
 * `NotSent` if the user declines.
 */
export async function confirmReadIfNeeded(
  operation: OperationId,
  connection: Connection,
  { intendedTargets }: SendRequestOptions,
): Promise<boolean> {
  const note = otherTargetText({ operation, connection }, { intendedTargets });
  if (note === undefined || connection.role === 'sandbox') return false;
  if (!(await confirmRead(operation, connection, note))) throw new NotSent();
  return true;
}

/** Names the target that a request was intended for or previously sent to; undefined if it has not changed. */
function otherTargetText(
  { operation, connection }: { readonly operation: OperationId; readonly connection: Connection },
  { intendedTargets = [], previousUrl }: SendRequestOptions,
): string | undefined {
  const other = otherTarget(intendedTargets, connection, operation);
  if (other && other.name !== connection.name) return openedForText(other, operation);
  if (other)
    return l10n.t(
      'This request was opened for {0}. The connection has changed since then.',
      other.addresses[operation] ?? '',
    );
  return previousUrl !== undefined && previousUrl !== urlOf(connection, operation)
    ? l10n.t('It was sent to {0} earlier. The connection has changed since then.', previousUrl)
    : undefined;
}

/** Names the connection and its host at that time, because the question names the host of the new one. */
function openedForText({ name, addresses }: IntendedTarget, operation: OperationId): string {
  const host = tenantHost(addresses[operation] ?? '');
  // A pasted command to an unknown host has its origin as the name.
  return host === undefined || name.includes(host)
    ? l10n.t('This request was opened for {0}.', name)
    : l10n.t('This request was opened for {0} ({1}).', name, host);
}
