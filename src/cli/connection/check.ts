import { operations } from '../../kapture/catalogue/registry.ts';
import { checkConnection, knownCustomer, type CheckReport } from '../../kapture/connectionCheck/checkConnection.ts';
import { networkOfEnvironment } from '../../kapture/http/network.ts';
import { noResponse } from '../../kapture/http/noResponse.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import { plain } from '../shared/cliOutput.ts';
import { findDestination } from '../shared/destination.ts';
import { exitCodeOf, exitCodes } from '../shared/exitCodes.ts';
import { isForPeople, print } from '../shared/output.ts';
import { UsageError } from '../shared/usage.ts';
import type { CheckOptions } from './connectionCommands.ts';

const maxResponseBytes = 50_000_000;

/** Tests a connection, and prints the report. Resolves to the exit code. */
export async function check(options: CheckOptions): Promise<number> {
  const customer = options.customer === undefined ? undefined : knownCustomer(options.customer);
  if (options.customer !== undefined && !customer)
    throw new UsageError('Option --customer must be the phone number or the ID of a customer.');
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
    const report = await checkConnection({
      client,
      targets: { get: target, pull: target },
      customer,
      signal: stop.signal,
    });
    print(isForPeople(options) ? reportText(report, label) : JSON.stringify(reportJson(report)));
    return exitCodeOfReport(report);
  } finally {
    process.off('SIGINT', abort);
    await client.close();
    await close();
  }
}

/** A report without the responses, which contain customers. */
function reportJson({ connection, baseUrl, reads, proposals }: CheckReport): object {
  return {
    connection,
    baseUrl,
    reads: reads.map(({ operation, dialect, exchange, error, conclusion }) => ({
      operation,
      dialect,
      ...(exchange && { status: exchange.response.status, outcome: exchange.response.reading.outcome }),
      certainty: conclusion.certainty,
      text: plain(inEnglish(error ? noResponse(error) : conclusion.text)),
    })),
    proposals: proposals.map(({ change, conclusion }) => ({ change, text: plain(inEnglish(conclusion.text)) })),
  };
}

function reportText({ reads, proposals }: CheckReport, label: string): string {
  return [
    label,
    ...reads.map(({ operation, dialect, error, conclusion }) => {
      const text = error ? noResponse(error) : conclusion.text;
      return `${operations[operation].title} (${dialect}): ${plain(inEnglish(text))}`;
    }),
    ...proposals.map(({ conclusion, change }) => {
      const value = change.kind === 'dialect' ? change.dialect : change.cmId;
      return `Proposal: ${change.kind} ${plain(value)}. ${plain(inEnglish(conclusion.text))}`;
    }),
  ].join('\n');
}

function exitCodeOfReport({ reads }: CheckReport): number {
  const error = reads.find((read) => read.error)?.error;
  if (error) return exitCodeOf(error);
  const isRejected = reads.some(({ exchange }) => exchange?.response.reading.trouble === 'unauthorized');
  if (isRejected) return exitCodes.unauthorized;
  return reads.some(({ conclusion }) => conclusion.isTrouble) ? exitCodes.refused : exitCodes.done;
}
