import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { htmlReport } from '../../kapture/payloadTests/htmlReport.ts';
import { jsonReport } from '../../kapture/payloadTests/jsonReport.ts';
import { junitReport, type ReportedRun } from '../../kapture/payloadTests/junit.ts';
import { UsageError } from '../shared/usage.ts';

const formats = {
  junit: ({ files }: ReportedRun) => junitReport(files),
  json: jsonReport,
  html: htmlReport,
} as const;
type Format = keyof typeof formats;
const formatNames = Object.keys(formats) as Format[];

interface Report {
  readonly format: Format;
  readonly file: string;
}

/** The reports of `--report junit=a.xml,html=b.html`. A comma is only a separator before the name of a format. */
export function readReports(values: readonly string[]): readonly Report[] {
  const separator = new RegExp(`,(?=(?:${formatNames.join('|')})=)`);
  return values
    .flatMap((value) => value.split(separator))
    .map((part) => {
      const [, name, file] = /^(\w+)=(.+)$/.exec(part) ?? [];
      const format = formatNames.find((each) => each === name);
      if (format && file !== undefined) return { format, file };
      throw new UsageError(`Option --report must be FORMAT=FILE, with one of the formats ${formatNames.join(', ')}.`);
    });
}

/** Writes the reports of a run. Returns a sentence for each one that fails. */
export async function writeReports(reports: readonly Report[], run: ReportedRun): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { format, file } of reports) {
    try {
      await mkdir(path.dirname(path.resolve(file)), { recursive: true });
      await writeFile(file, formats[format](run));
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      problems.push(`The ${format} report could not be written to ${file}: ${reason}.`);
    }
  }
  return problems;
}
