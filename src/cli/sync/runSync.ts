import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { listOperations } from '../../kapture/catalogue/registry.ts';
import type { ListModule } from '../../kapture/catalogue/operation.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { addDays, dayOf, problemOfRange, todayIn } from '../../kapture/dates/calendar.ts';
import { ExportError } from '../../kapture/exports/atomicFile.ts';
import { exportCustomers } from '../../kapture/exports/exportCustomers.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import { firstPeriods, secondsOf, type Period } from '../../kapture/pull/periods.ts';
import type { OnCompletePeriod } from '../pull/periodLines.ts';
import { recordsOfLines } from '../pull/recordsOfLines.ts';
import { moduleOf, pullPeriods } from '../pull/runPull.ts';
import { systemReason } from '../shared/cliFiles.ts';
import { exitCodes } from '../shared/exitCodes.ts';
import { UsageError, wholeNumber } from '../shared/usage.ts';
import { compareDay } from './compareDay.ts';
import { Dataset } from './dataset.ts';
import { datasetColumns } from './datasetColumns.ts';
import type { SyncOptions } from './syncCommand.ts';

/** Updates a dataset, or compares it with the tenant. Resolves to the exit code. Throws a {@link UsageError}. */
export async function runSync(options: SyncOptions): Promise<number> {
  const module = moduleOf(options);
  const trailingDays = wholeNumber('trailing-days', options.trailingDays);
  let dataset: Dataset | undefined;
  let days: readonly string[] = [];
  let complete = 0;
  let different = 0;
  try {
    const { code } = await pullPeriods(options, new AbortController(), async (connection) => {
      const { tenant, timeZone } = connection;
      const opened = (dataset = await Dataset.open(path.resolve(options.to), { tenant, module, timeZone }));
      const today = todayIn(timeZone);
      days = options.check
        ? daysToCompare(opened, options)
        : daysToRequest(opened, { from: options.from, today, trailingDays });
      const folder = path.join(opened.incoming, 'pull');
      await mkdir(folder);
      return {
        module,
        range: { start: days[0] ?? today, end: days.at(-1) ?? today },
        periods: days.flatMap((day) => periodsOfDay(day, connection, module)),
        folder,
        onComplete: collectDays(opened.incoming, async (day, files) => {
          if (!options.check) await writeDay(opened, { day, module, timeZone, today }, files);
          else if (await compareDay({ day, module, partition: opened.fileOf(day), pulled: files })) different++;
          complete++;
        }),
      };
    });
    const outcome = options.check ? `Days that differ: ${different}. Compared` : 'Days written';
    process.stderr.write(`${outcome}: ${complete} of ${days.length}.\n`);
    return code === exitCodes.done && different ? exitCodes.refused : code;
  } catch (error) {
    if (!ExportError.is(error) && (error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new UsageError(`The dataset ${options.to} could not be read or written: ${systemReason(error)}.`);
  } finally {
    await dataset?.close();
  }
}

function daysToCompare(dataset: Dataset, { to, module }: SyncOptions): string[] {
  const days = dataset.days().map(({ day }) => day);
  if (days.length) return days;
  throw new UsageError(`${to} has no days of this tenant and the module ${module}.`);
}

interface Wanted {
  /** The first day; that of the dataset if undefined. */
  readonly from: string | undefined;
  readonly today: string;
  readonly trailingDays: number;
}

/** The days that are missing, that had not ended when they were requested, or whose records may have changed. */
function daysToRequest(dataset: Dataset, { from, today, trailingDays }: Wanted): string[] {
  const synced = new Map(dataset.days().map((each) => [each.day, each]));
  const { firstDay } = dataset;
  const first = from ?? firstDay;
  if (first === undefined) throw new UsageError('Option --from is required for a new dataset.');
  const problem = problemOfRange({ start: first, end: today });
  if (problem) throw new UsageError(`Option --from: ${inEnglish(problem)}`);
  const start = dayOf(first);
  // A run that is stopped may have any of its days, so the next one cannot tell the first day from them.
  if (firstDay === undefined || start < firstDay) dataset.firstDay = start;
  const changing = addDays(today, -trailingDays);
  const days: string[] = [];
  for (let day = start; day <= today; day = addDays(day, 1)) {
    const requestedOn = synced.get(day)?.requestedOn;
    if (requestedOn === undefined || requestedOn <= day || day >= changing) days.push(day);
  }
  return days;
}

function periodsOfDay(day: string, connection: Connection, module: ListModule): Period[] {
  const periodHours = Math.min(24, connection.periodHours);
  return firstPeriods({ start: day, end: day }, { ...connection, periodHours }, listOperations[module]);
}

/** Hands over a day with the files of its periods once they cover all of it. */
function collectDays(
  folder: string,
  onComplete: (day: string, files: readonly string[]) => Promise<void>,
): OnCompletePeriod {
  const open = new Map<string, { readonly files: string[]; missing: number }>();
  return async (period, file) => {
    const day = dayOf(period.start);
    const collected = open.get(day) ?? { files: [], missing: secondsOf({ start: day, end: day }) };
    open.set(day, collected);
    const kept = path.join(folder, `${day}-${collected.files.length}.jsonl`);
    await rename(file, kept);
    collected.files.push(kept);
    collected.missing -= secondsOf(period);
    if (collected.missing > 0) return;
    open.delete(day);
    await onComplete(day, collected.files);
    await Promise.all(collected.files.map((each) => rm(each)));
  };
}

interface DayToWrite {
  readonly day: string;
  readonly module: ListModule;
  readonly timeZone: string;
  readonly today: string;
}

async function writeDay(
  dataset: Dataset,
  { day, module, timeZone, today }: DayToWrite,
  files: readonly string[],
): Promise<void> {
  const target = path.join(dataset.incoming, `${day}.parquet`);
  const columns = await datasetColumns(module, recordsOfLines(files));
  const { rows } = await exportCustomers({
    format: 'parquet',
    records: recordsOfLines(files),
    target,
    timeZone,
    columns,
  });
  await dataset.replace({ day, requestedOn: today, records: rows }, target);
}
