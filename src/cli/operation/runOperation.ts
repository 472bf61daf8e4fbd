import { text as textOf } from 'node:stream/consumers';
import { fieldsOfWrite, problemOfAct, problemOfId } from '../../kapture/catalogue/writeAct.ts';
import { objectOf, pathOfField } from '../../kapture/catalogue/forms.ts';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { dialectOf, formFor, type Connection } from '../../kapture/connection/connection.ts';
import { otherDialect } from '../../kapture/dialects/convertForConnection.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { readToSend } from '../../kapture/exchange/requestBody.ts';
import { textOfRequestProblem } from '../../kapture/exchange/textOfRequestProblem.ts';
import { isUncertainWrite } from '../../kapture/exchange/writtenCustomer.ts';
import { KaptureError } from '../../kapture/http/kaptureError.ts';
import { networkOfEnvironment } from '../../kapture/http/network.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import { resultOf } from '../../kapture/responses/readResponse.ts';
import { secretsUsedIn } from '../../kapture/variables/secretVariables.ts';
import { readTextFile, systemReason } from '../shared/cliFiles.ts';
import { plain } from '../shared/cliOutput.ts';
import { findDestination } from '../shared/destination.ts';
import { exitCodes } from '../shared/exitCodes.ts';
import { isForPeople, print, tableText } from '../shared/output.ts';
import { UsageError } from '../shared/usage.ts';
import { environmentSecrets, hintFor, lookupFor, readValues, secretsOfBody } from '../shared/variableValues.ts';
import { consentTo } from '../shared/writeConsent.ts';
import type { OperationOptions } from './operationCommand.ts';

const maxResponseBytes = 50_000_000;

/** Sends an operation once and prints its result. Resolves to the exit code. Throws a {@link UsageError}. */
export async function runOperation(
  operation: OperationId,
  request: string | undefined,
  options: OperationOptions,
): Promise<number> {
  const written = await readText(operation, request, options);
  // A wrong query is reported before a write is sent, which would be repeated otherwise.
  if (options.query !== undefined) (await import('../shared/queryText.ts')).readQuery(options.query);
  const values = await readValues(options);
  const { target, label, close } = await findDestination(options);
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  process.once('SIGINT', abort);
  const { KaptureClient, createTransport } = await import('../../kapture/index.ts');
  const client = new KaptureClient(createTransport(), {
    maxBytes: maxResponseBytes,
    network: () => networkOfEnvironment(process.env),
  });
  try {
    const { connection } = target;
    const form = formFor(connection, operation);
    const body = bodyOf(operation, form, written, (text) =>
      readToSend(form, text, lookupFor(values, connection.timeZone, options.allowEnv)),
    );
    refuseOtherDialect(operation, body, connection);
    const confirmation = await consentTo(operation, body, connection, options);
    process.stderr.write(`${operations[operation].title} → ${label}\n`);
    const used = secretsUsedIn(body);
    const variables = { ...environmentSecrets(), ...secretsOfBody(body, used) };
    const exchange = await client.send(
      operation,
      body,
      { ...target, variables },
      { signal: stop.signal, confirmation, usesSecrets: true },
    );
    // Ctrl+C now ends the process at once, also during a query that takes long.
    process.off('SIGINT', abort);
    return await printResponse(exchange, options);
  } catch (error) {
    if (KaptureError.is(error) && error.wasSent && operations[operation].writes)
      process.stderr.write('It is unknown whether the write took effect. Read the record before you send it again.\n');
    throw error;
  } finally {
    process.off('SIGINT', abort);
    await client.close();
    await close();
  }
}

interface Written {
  readonly text: string;
  /** What the text is from, for messages. */
  readonly isFields: boolean;
}

/** The text of a request file or of the standard input, or the fields of --field and of an ID as JSON. */
async function readText(
  operation: OperationId,
  request: string | undefined,
  options: OperationOptions,
): Promise<Written> {
  const { requested } = operations[operation];
  const ids = requested?.elementId ? /^\d+(,\d+)*$/ : /^\d+$/;
  const isId = requested !== undefined && request !== undefined && ids.test(request);
  if (request !== undefined && !isId) {
    if (options.field.length) throw new UsageError('Option --field cannot be used together with a request file.');
    return { text: await readRequestText(request, options), isFields: false };
  }
  const pairs = [
    ...(isId ? [[requested.field, request] as const] : []),
    ...options.field.map((pair) => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
      if (name === undefined || value === undefined) throw new UsageError('Option --field must be NAME=VALUE.');
      return [name, value] as const;
    }),
  ];
  const fields = Object.fromEntries(pairs);
  if (pairs.length > Object.keys(fields).length)
    throw new UsageError('A field of the request has several values. Nothing was sent.');
  if (!pairs.length)
    throw new UsageError(
      `A request is required: a file, - for the standard input, ${requested ? 'an ID, ' : ''}or --field NAME=VALUE.`,
    );
  return { text: JSON.stringify(fields), isFields: true };
}

async function readRequestText(request: string, { keyStdin }: OperationOptions): Promise<string> {
  if (request === '-') {
    if (keyStdin) throw new UsageError('The request and the auth key cannot both be read from the standard input.');
    return textOf(process.stdin);
  }
  const text = await readTextFile(request).catch((error: unknown) => {
    throw new UsageError(`The file ${request} could not be read: ${systemReason(error)}.`);
  });
  if (text === undefined) throw new UsageError(`The file ${request} is too large.`);
  return text;
}

/** The fields of --field in the places that a form has for them. A field without a place would be lost. */
function fieldsText(form: OperationForm, text: string): string {
  const fields = JSON.parse(text) as Record<string, unknown>;
  const unknown = Object.keys(fields).find((field) => !pathOfField(form, field));
  if (unknown !== undefined)
    throw new UsageError(
      `The dialect of the connection has no field ${plain(unknown)}. To send it anyway, use a request file.`,
    );
  return JSON.stringify(objectOf(form, fields));
}

/** The body to send. Throws a {@link UsageError} for one that cannot be sent, or that does something else. */
function bodyOf(
  operation: OperationId,
  form: OperationForm,
  { text, isFields }: Written,
  read: (text: string) => ReturnType<typeof readToSend>,
): string {
  const given = isFields ? fieldsText(form, text) : text;
  const { body, problem } = read(given);
  if (problem) {
    const hint = problem.reason === 'unknown-variable' ? hintFor(problem.detail, [], []) : undefined;
    throw new UsageError([textOfRequestProblem(problem), hint].filter(Boolean).join(' '));
  }
  const other = operations[operation].writes
    ? (problemOfId(operation, body, form) ?? problemOfAct(operation, fieldsOfWrite(body), form))
    : undefined;
  if (other) throw new UsageError(`Nothing was sent. ${plain(inEnglish(other))}`);
  return body;
}

/** Throws a {@link UsageError} for a body in another dialect: a tenant may store only a part. */
function refuseOtherDialect(operation: OperationId, body: string, connection: Connection): void {
  const other = otherDialect(operation, body, connection);
  if (other === undefined) return;
  const own = dialectOf(connection, operation);
  throw new UsageError(
    `Nothing was sent. The body is in the ${other} dialect, but the connection uses the ${own} dialect. If the tenant expects ${other}, add --dialect ${operation}=${other}.`,
  );
}

/** Prints the result, or why there is none. Returns the exit code. */
async function printResponse({ operation, response }: Exchange, options: OperationOptions): Promise<number> {
  const { reading, status } = response;
  const text = String(response.text);
  const isSuccess = reading.outcome === 'success' && !reading.trouble && reading.otherId === undefined;
  if (options.query !== undefined && isSuccess) {
    const { queryText, readQuery } = await import('../shared/queryText.ts');
    print(await queryText(text, readQuery(options.query)));
  } else if (!isForPeople(options)) print(text);
  else if (isSuccess) print(tableText(resultOf(operation, text)));
  if (isSuccess) return exitCodes.done;
  const reason = reading.message ?? reading.trouble ?? 'The response reports no success.';
  process.stderr.write(`HTTP ${status}: ${plain(reason)}\n`);
  if (reading.otherId !== undefined)
    process.stderr.write(`The response has another record: ${plain(reading.otherId)}.\n`);
  if (isUncertainWrite(operation, reading)) process.stderr.write('The write may have taken effect.\n');
  return reading.trouble === 'unauthorized' ? exitCodes.unauthorized : exitCodes.refused;
}
