import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { ExportError } from '../../kapture/exports/atomicFile.ts';
import { columnsByModule, customColumn, type ExportColumn } from '../../kapture/exports/exportColumns.ts';
import { exportCustomers, exportFormats, type ExportFormat } from '../../kapture/exports/exportCustomers.ts';
import { systemReason } from '../shared/cliFiles.ts';
import { exitCodes } from '../shared/exitCodes.ts';
import { UsageError } from '../shared/usage.ts';
import type { ExportOptions } from './pullCommand.ts';
import { recordsOfLines } from './recordsOfLines.ts';
import { moduleOf, pullLines } from './runPull.ts';

/** Exports a range to a file. Resolves to the exit code. Throws a {@link UsageError}. */
export async function runExport(options: ExportOptions): Promise<number> {
  const format = formatOf(options);
  const module = moduleOf(options);
  const all = columnsByModule[module];
  const names = options.columns?.split(',').map((name) => name.trim());
  if (names && format === 'jsonl') throw new UsageError('JSON Lines have no columns, so --columns cannot be used.');
  const named = (name: string): ExportColumn => all.all.find((column) => column.name === name) ?? customColumn(name);
  const columns = format === 'jsonl' ? undefined : (names?.map(named) ?? all[format]);
  const folder = await mkdtemp(path.join(tmpdir(), 'kapture-export-'));
  const stop = new AbortController();
  try {
    const lines = path.join(folder, 'records.jsonl');
    const output = createWriteStream(lines, { mode: 0o600 });
    const { code, connection } = await pullLines(options, output, stop);
    output.end();
    await finished(output);
    if (code === exitCodes.interrupted) return code;
    if (code !== exitCodes.done && !options.partial) {
      process.stderr.write(
        'Nothing was exported because some of the range is missing. To export the rest, add --partial.\n',
      );
      return code;
    }
    const { rows } = await exportCustomers({
      format,
      columns,
      target: path.resolve(options.out),
      timeZone: connection.timeZone,
      records: recordsOfLines([lines]),
      signal: stop.signal,
      bom: format === 'csv',
    });
    process.stderr.write(`Exported ${rows} records to ${options.out}.\n`);
    return code;
  } catch (error) {
    if (!ExportError.is(error)) throw error;
    throw new UsageError(`The file ${options.out} could not be written: ${systemReason(error)}.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function formatOf({ format, out }: ExportOptions): ExportFormat {
  const wanted = format ?? path.extname(out).slice(1);
  const known = exportFormats.find((each) => each === wanted);
  if (known) return known;
  throw new UsageError(`Option --format is required: ${exportFormats.join(', ')}.`);
}
