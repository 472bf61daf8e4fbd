import { ownFields, type WriteForms, keyColumn, type Mapping } from '../../kapture/bulk/mappings/mapping.ts';
import type { PlanCounts, PlanHead } from '../../kapture/bulk/plans/plan.ts';
import { allRows, type PlanDatabase } from '../../kapture/bulk/plans/planDatabase.ts';
import { refusedStates, type PlanRow, type RowState } from '../../kapture/bulk/plans/planRow.ts';
import type { RowQuery } from '../../kapture/bulk/plans/planTables.ts';
import type { PlanProgress } from '../../kapture/bulk/planProgress.ts';
import { blankText, planSummary, stateList } from '../../kapture/bulk/results/planSummary.ts';
import { changeTexts, nameOf, outcomeOf, reasonTexts, repairTexts } from '../../kapture/bulk/results/rowTexts.ts';
import { encodingTitles, type Delimiter, type Table } from '../../kapture/bulk/tables/table.ts';
import { formOf } from '../../kapture/catalogue/forms.ts';
import { asSentence, inEnglish, withVisibleBreaks } from '../../kapture/problem/problem.ts';
import type { Redact } from '../../kapture/redaction/redact.ts';
import { isBlank } from '../../kapture/update/fieldValue.ts';
import { plain } from '../shared/cliOutput.ts';
import { showProgress } from '../shared/progress.ts';

/** Number of rows that are printed of each list, and of updates. */
const maxLines = 20,
  maxUpdates = 10;
/** Number of ignored columns that are listed. */
const shownIgnored = 10;

const texts = { textOf: inEnglish, shown: (text: string) => plain(withVisibleBreaks(text)) };

/** What an import reports on the terminal, without secrets. */
export class ImportReport {
  readonly #redact: Redact;
  /** The stream to which lines are printed. */
  #stream: NodeJS.WritableStream = process.stdout;

  constructor(redact: Redact) {
    this.#redact = redact;
  }

  /** From now on, prints on the standard error, because an output file of the options is the standard output. */
  keepOutputFree(): void {
    this.#stream = process.stderr;
  }

  fail(message: string): void {
    showProgress('');
    process.stderr.write(`${this.#redact(message)}\n`);
  }

  print(...lines: readonly string[]): void {
    showProgress('');
    for (const line of lines) this.#stream.write(`${this.#redact(line)}\n`);
  }

  /** Prints the first lines of a list, if it has any: a plan can have any number of rows. */
  async printRows(
    store: PlanDatabase,
    query: RowQuery,
    title: string,
    linesOf: (row: PlanRow) => readonly string[],
  ): Promise<void> {
    const lines: string[] = [];
    let count = 0;
    for await (const row of allRows(store, query))
      for (const line of linesOf(row)) if (++count <= maxLines) lines.push(line);
    if (count) this.print(title, ...lines, ...(count > maxLines ? [`  … and ${count - maxLines} more`] : []));
  }

  /** Prints what a plan does with its rows, and which it omits. `isDryRun`: also its first updates. */
  async printPlan(store: PlanDatabase, head: PlanHead, counts: PlanCounts, isDryRun: boolean): Promise<void> {
    const { id: plan, revertOf } = head;
    const name = revertOf === undefined ? `Plan ${plan}` : `Plan ${plan}, which reverts plan ${revertOf}`;
    const states = stateList(counts.rows).map((one) => inEnglish(one));
    this.print('', `${name}: ${states.join(', ') || 'no rows'}`);
    const blanks = await countBlanks(store, plan);
    if (blanks) this.print(inEnglish(blankText(blanks)));
    this.printSummary(head, counts);
    const form = formOf('update', head.dialect);
    if (isDryRun) {
      const updates = store.rows({ plan, states: ['update'], limit: maxUpdates });
      const more = counts.rows.update - updates.length;
      if (updates.length)
        this.print(
          'Changes:',
          ...updates.map((row) => {
            const customer = texts.shown(nameOf(row));
            return `  ${placeOf(row)}${customer && `, ${customer}`}: ${changeTexts(row, form, texts).join(', ')}`;
          }),
          ...(more > 0 ? [`  … and ${more} more. To see all, use --result FILE.`] : []),
        );
    }
    await this.printRows(store, { plan }, 'Repaired cells:', (row) =>
      repairTexts(row, texts).map((text) => `  ${placeOf(row)}, ${text}`),
    );
    await this.printRows(store, { plan, states: refusedStates }, 'Rows that will not be written:', rowLines);
  }

  printSummary(head: PlanHead, counts: PlanCounts): void {
    this.print(...planSummary(head, counts).map((one) => inEnglish(one)));
  }

  /** Prints the outcome of the rows of a run. */
  async printOutcome(store: PlanDatabase, head: PlanHead, counts: PlanCounts): Promise<void> {
    const plan = head.id;
    this.print('');
    this.printSummary(head, counts);
    for (const [title, states] of [
      ['Rows that were not written:', ['failed', 'conflict']],
      ['Rows with an unknown result:', ['unknown', 'sending', 'other-customer']],
      ['Rows that were partly written:', ['partly-done']],
    ] as const satisfies readonly (readonly [string, readonly RowState[]])[])
      await this.printRows(store, { plan, states }, title, rowLines);
  }
}

/** The lines for a row that is not written, or only partly, with the reason. */
function rowLines(row: PlanRow): string[] {
  const reasons = [...reasonTexts(row, texts), asSentence(row.serverMessage ?? '')];
  return [`  ${placeOf(row)}, ${outcomeOf(row).replaceAll('-', ' ')}: ${plain(reasons.filter(Boolean).join(' '))}`];
}

/** The line for a row that is not in the file of --failures. */
export function omittedLine(row: PlanRow): string {
  return rowLines(row)[0]!;
}

function placeOf({ row, line }: PlanRow): string {
  return line === undefined ? `row ${row}` : `row ${row} (line ${line})`;
}

/** The number of updates that are not sent yet and send a blank value. */
async function countBlanks(store: PlanDatabase, plan: number): Promise<number> {
  let count = 0;
  for await (const { changes } of allRows(store, { plan, states: ['update'] }))
    if (changes.some(({ to }) => isBlank(to))) count++;
  return count;
}

const formatTitles = { csv: 'CSV', json: 'JSON', jsonl: 'JSON Lines' } as const;
const delimiterTitles: Readonly<Record<Delimiter, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab' };

/** How the table is read, and what its columns mean. */
export function tableLines(file: string, table: Table, mapping: Mapping, forms: WriteForms, source: string): string[] {
  const { rows, format, encoding, delimiter } = table;
  const how = [formatTitles[format], encodingTitles[encoding], ...(delimiter ? [delimiterTitles[delimiter]] : [])];
  const key = keyColumn(mapping);
  const own = new Set(ownFields(mapping, forms));
  const noteOf = (field: string): string[] => (own.has(field) ? ['not a documented field'] : []);
  let ignored = 0;
  const columns = table.columns.flatMap(({ name }) => {
    const mapped = mapping.columns.find(({ column }) => column === name);
    if (mapped?.field === undefined) return ++ignored > shownIgnored ? [] : [`  ${plain(name)}: ignored`];
    const notes = [
      ...(mapped === key ? ['identifies customers'] : []),
      ...(mapped.blank === 'clear' ? ['blank clears'] : []),
      ...(mapped.isExact ? ['exact'] : []),
      ...noteOf(mapped.field),
    ];
    return [`  ${plain(name)} → ${plain(mapped.field)}${inBrackets(notes)}`];
  });
  if (ignored > shownIgnored) columns.push(`  … and ${ignored - shownIgnored} more columns: ignored`);
  const constants = mapping.constants.map(
    ({ field, value }) => `  ${plain(field)} = ${plain(value)}${inBrackets(noteOf(field))}`,
  );
  return [
    `${file}: ${rows} ${rows === 1 ? 'row' : 'rows'} (${how.join(', ')})`,
    `Mapping (${source}):`,
    ...columns,
    ...constants,
  ];
}

function inBrackets(notes: readonly string[]): string {
  return notes.length ? ` (${notes.join(', ')})` : '';
}

const phaseTitles: Readonly<Record<PlanProgress['phase'], string>> = {
  checking: 'Checking the table (MB)',
  reading: 'Reading',
  'looking-up': 'Looking up',
  resolving: 'Checking earlier writes',
  writing: 'Writing',
  waiting: 'Waiting, because the server is rate limiting requests',
};

/** How far work on a plan is, with the rate and the time left. Of a run, how many rows are written. */
export function progressLine(progress: PlanProgress): string {
  const { phase, done, total, perSecond, secondsLeft, failed = 0, conflicts = 0, unknown = 0 } = progress;
  const parts = [
    total === undefined ? `${done}` : `${done} of ${total}`,
    ...(failed ? [`${failed} failed`] : []),
    ...(conflicts ? [`${conflicts} in conflict`] : []),
    ...(unknown ? [`${unknown} unknown`] : []),
    ...(perSecond > 0 ? [`${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)} per second`] : []),
    ...(secondsLeft === undefined ? [] : [`${timeLeft(secondsLeft)} left`]),
  ];
  return `${phaseTitles[phase]}: ${parts.join(', ')}`;
}

function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}
