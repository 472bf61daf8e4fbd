import { createReadStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { listOperations } from '../../kapture/catalogue/registry.ts';
import type { ListModule } from '../../kapture/catalogue/operation.ts';
import { problemOfRange, type DateRange } from '../../kapture/dates/calendar.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import type { Target } from '../../kapture/exchange/exchange.ts';
import { KaptureError } from '../../kapture/http/kaptureError.ts';
import { networkOfEnvironment } from '../../kapture/http/network.ts';
import { noResponse } from '../../kapture/http/noResponse.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import type { PeriodFailure, PeriodReport } from '../../kapture/pull/periodFailure.ts';
import { firstPeriods, type Period } from '../../kapture/pull/periods.ts';
import { plain } from '../shared/cliOutput.ts';
import type { ConnectionOptions } from '../shared/connectionOptions.ts';
import { findDestination } from '../shared/destination.ts';
import { exitCodeOf, exitCodes } from '../shared/exitCodes.ts';
import { showProgress } from '../shared/progress.ts';
import { UsageError } from '../shared/usage.ts';
import { PeriodLines, type OnCompletePeriod } from './periodLines.ts';
import type { PullOptions } from './pullCommand.ts';

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Pulls a range to the standard output. Resolves to the exit code. Throws a {@link UsageError}. */
export async function runPull(options: PullOptions): Promise<number> {
  const stop = new AbortController();
  // A reader that ends, such as `head`, has what it wants.
  let isRead = true;
  const endReading = (): void => {
    isRead = false;
    stop.abort();
  };
  process.stdout.once('close', endReading);
  try {
    const { code } = await pullLines(options, process.stdout, stop);
    return isRead ? code : exitCodes.done;
  } finally {
    process.stdout.off('close', endReading);
  }
}

interface PulledLines {
  /** `done` if no period is missing. */
  readonly code: number;
  readonly records: number;
  readonly connection: Connection;
}

/** Writes the records of a range to an output, one per line, until `stop` is aborted or the user presses Ctrl+C. */
export async function pullLines(options: PullOptions, output: Writable, stop: AbortController): Promise<PulledLines> {
  const { from, to = from } = options;
  const module = moduleOf(options);
  const range = { start: from, end: to };
  const problem = problemOfRange(range);
  if (problem) throw new UsageError(`Options --from and --to: ${inEnglish(problem)}`);
  return pullPeriods(options, stop, async (connection) => ({
    module,
    range,
    periods: firstPeriods(range, connection, listOperations[module]),
    folder: await mkdtemp(path.join(tmpdir(), 'kapture-pull-')),
    onComplete: (_, file) => printFile(file, output),
  }));
}

interface PeriodsToPull {
  readonly module: ListModule;
  readonly range: DateRange;
  readonly periods: readonly Period[];
  /** For temporary files with customers. Deleted at the end. */
  readonly folder: string;
  readonly onComplete: OnCompletePeriod;
}

/**
 * Pulls periods of the connection that the options describe, and hands over each complete one. Lists those that failed
 * on the standard error.
 */
export async function pullPeriods(
  options: ConnectionOptions,
  stop: AbortController,
  prepare: (connection: Connection) => Promise<PeriodsToPull>,
): Promise<PulledLines> {
  const { target, label, close } = await findDestination(options);
  const { connection } = target;
  const abort = (): void => stop.abort();
  // The temporary files have customers, so they are deleted after a request to end, too.
  for (const signal of stopSignals) process.once(signal, abort);
  try {
    process.stderr.write(`Pull → ${label}\n`);
    return await pullFrom(target, await prepare(connection), stop);
  } finally {
    for (const signal of stopSignals) process.off(signal, abort);
    await close();
  }
}

async function pullFrom(
  target: Target,
  { module, range, periods, folder, onComplete }: PeriodsToPull,
  stop: AbortController,
): Promise<PulledLines> {
  const { connection } = target;
  const { createTransport, streamPull } = await import('../../kapture/index.ts');
  const transport = createTransport();
  const lines = new PeriodLines(folder, onComplete);
  const reports: PeriodReport[] = [];
  let records = 0;
  try {
    const { tenant, name, timeZone } = connection;
    const pull = { id: 1, module, tenant, connection: name, timeZone, range };
    await streamPull(periods, {
      transport,
      store: lines.store,
      target,
      pull: { ...pull, startedAt: Date.now(), endedAt: undefined, process: process.pid },
      signal: stop.signal,
      // Records are not kept in memory, so a response can have any size.
      maxBytes: () => Infinity,
      network: () => networkOfEnvironment(process.env),
      onPeriod: (report) => {
        reports.push(report);
        records += report.records;
        showProgress(`${report.period.start}: ${records} records`);
      },
    });
    showProgress('');
    return { code: stop.signal.aborted ? exitCodes.interrupted : printFailures(reports), records, connection };
  } finally {
    await lines.close();
    await transport.close();
  }
}

async function printFile(file: string, output: Writable): Promise<void> {
  for await (const chunk of createReadStream(file)) {
    // The output may be closed, as by `| head`.
    if (output.destroyed) return;
    if (!output.write(chunk)) await drained(output);
  }
}

/** Resolves when an output takes more, or is closed. */
function drained(output: Writable): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      output.off('drain', end).off('close', end);
      resolve();
    };
    output.on('drain', end).on('close', end);
  });
}

/** The module of --module. Throws a {@link UsageError}. */
export function moduleOf({ module }: Pick<PullOptions, 'module'>): ListModule {
  if (isListModule(module)) return module;
  throw new UsageError('Option --module must be customer or ticket.');
}

function isListModule(module: string): module is ListModule {
  return Object.hasOwn(listOperations, module);
}

/** Lists the periods that failed. Returns the exit code. */
function printFailures(reports: readonly PeriodReport[]): number {
  const failed = reports.flatMap(({ period, failure }) => (failure ? [{ period, failure }] : []));
  for (const { period, failure } of failed) {
    const days = period.start === period.end ? period.start : `${period.start} to ${period.end}`;
    process.stderr.write(`Missing: ${days}: ${plain(reasonOf(failure))}\n`);
  }
  const [first] = failed;
  return first ? codeOf(first.failure) : exitCodes.done;
}

function codeOf(failure: PeriodFailure): number {
  if ('error' in failure) return exitCodeOf(errorOf(failure));
  const isRejected = 'reading' in failure && failure.reading.trouble === 'unauthorized';
  return isRejected ? exitCodes.unauthorized : exitCodes.refused;
}

function errorOf({ error, host, detail }: Extract<PeriodFailure, { readonly error: unknown }>): KaptureError {
  return new KaptureError(error, host, detail);
}

/** Why a period is not complete. */
function reasonOf(failure: PeriodFailure): string {
  if ('error' in failure) return inEnglish(noResponse(errorOf(failure)));
  if ('reading' in failure) {
    const { message, trouble = 'The response reports a failure.' } = failure.reading;
    return `HTTP ${failure.status}: ${message ?? trouble}`;
  }
  if ('limited' in failure)
    return `${failure.limited} records were received, and there may be more. Set recordLimit or pages of the connection.`;
  switch (failure.problem) {
    case 'same-page':
      return `${failure.host} returns the same records for every page.`;
    case 'long-record':
      return `${failure.host} returned a record that is too large.`;
    case 'no-tenant-id':
      return 'Nothing was sent: the nested dialect needs --cm-id.';
  }
}
