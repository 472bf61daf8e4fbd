import { open } from 'node:fs/promises';
import type { PlanDatabase } from '../../kapture/bulk/plans/planDatabase.ts';
import type { PlanCounts } from '../../kapture/bulk/plans/planCounts.ts';
import { allRows } from '../../kapture/bulk/plans/pages.ts';
import type { RowQuery } from '../../kapture/bulk/plans/rowQuery.ts';
import type { PlanRow } from '../../kapture/bulk/plans/planRow.ts';
import { writeAtomically } from '../../kapture/exports/atomicFile.ts';
import type { Redact } from '../../kapture/redaction/redact.ts';
import { showProgress } from './importOutput.ts';

/** Number of rows that are printed of each list. */
export const maxLines = 20;

/** The first {@link maxLines} of a list and the number of the others, because a plan can have any number of rows. */
export class FirstLines {
  readonly lines: string[] = [];
  others = 0;

  add(...lines: readonly string[]): void {
    for (const line of lines)
      if (this.lines.length < maxLines) this.lines.push(line);
      else this.others++;
  }
}

/** The numbers of --json. The result of a row that an interrupted run was sending is unknown. */
export function reportedCounts({ kinds, states, partlyDone }: PlanCounts): Readonly<Record<string, unknown>> {
  const { sending, ...others } = states;
  return { kinds, states: { ...others, unknown: others.unknown + sending }, writtenInPart: partlyDone };
}

/** What an import reports: lines on the terminal, and the values of --json, without secrets. */
export class ImportReport {
  readonly #redact: Redact;
  readonly #values: Record<string, unknown> = {};
  /** Where lines are printed. */
  #stream: NodeJS.WritableStream = process.stdout;

  constructor(redact: Redact) {
    this.#redact = redact;
  }

  /** Prints on the standard error from now on, because a file of the options is the standard output. */
  keepOutputFree(): void {
    this.#stream = process.stderr;
  }

  /** Adds values to the JSON report. */
  add(values: Readonly<Record<string, unknown>>): void {
    Object.assign(this.#values, values);
  }

  /** Writes the JSON report. */
  async save(path: string, exitCode: number): Promise<void> {
    const text = `${this.#redact(JSON.stringify({ ...this.#values, exitCode }, undefined, 2))}\n`;
    await writeAtomically(
      path,
      (file) => file.write(Buffer.from(text)),
      // Contains no data of customers.
      (unfinished) => open(unfinished, 'wx'),
    );
  }

  /** Prints an error, and returns it as it was printed. */
  fail(message: string): string {
    const shown = this.#redact(message);
    showProgress('');
    process.stderr.write(`${shown}\n`);
    return shown;
  }

  /** Prints the first lines of the rows that match. */
  async printRows(
    store: PlanDatabase,
    query: RowQuery,
    title: string,
    linesOf: (row: PlanRow) => readonly string[],
  ): Promise<void> {
    const lines = new FirstLines();
    for await (const row of allRows(store, query)) lines.add(...linesOf(row));
    this.printLines(title, lines);
  }

  /** Prints the first lines of a list, if it has any. */
  printLines(title: string, { lines, others }: FirstLines): void {
    if (!lines.length) return;
    this.print(title, ...lines, ...(others > 0 ? [`  … and ${others} more`] : []));
  }

  print(...lines: readonly string[]): void {
    showProgress('');
    for (const line of lines) this.#stream.write(`${this.#redact(line)}\n`);
  }
}
