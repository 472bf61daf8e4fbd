import type { Connection } from '../../kapture/connection/connection.ts';
import { exitCodes } from './exitCodes.ts';
import { plain } from '../shared/plain.ts';
import type { ImportOptions } from './importCommand.ts';
import { outputOptions } from './outputOptions.ts';
import { repeatedOptions } from './repeatedOptions.ts';

/** How far a run has come. */
export interface RunState {
  /** The plan whose rows may have been written by this run. */
  readonly begun: number | undefined;
  /** Every row is settled. Only the files of the result may be missing. */
  readonly hasFinished: boolean;
  /** The plan has rows that --apply would send. */
  readonly canApply: boolean;
  /** The plan was applied before this run, and no row is left to send. */
  readonly wasApplied: boolean;
  /** An earlier run of the plan has ended before all rows were settled. */
  readonly canContinue: boolean;
  /** The number of rows whose lookup failed. */
  readonly notLookedUp: number;
  /** The number of rows with an unknown result after the run that another one would read. */
  readonly unknown: number;
}

/** The last lines of a run: what was not done, and the options that do it. */
export function nextSteps(
  code: number,
  { begun, hasFinished, canApply, wasApplied, canContinue, notLookedUp, unknown }: RunState,
  options: ImportOptions,
  { role, baseUrl }: Pick<Connection, 'role' | 'baseUrl'>,
): string[] {
  const { apply, revert, sandbox, plan, database } = options;
  // The sandbox of a run ends with it, and the next one has other customers.
  const isKept = !sandbox;
  const [ofPlan, inDatabase] = [
    plan === undefined ? '' : ` --plan ${plan}`,
    database === undefined ? '' : ` --database ${plain(database)}`,
  ];
  const files = outputOptions
    .flatMap((option) => (options[option] === undefined ? [] : [` --${option} FILE`]))
    .join('');
  const repeated = repeatedOptions(options);
  const again = `${revert ? '--revert' : '--resume'}${ofPlan}${inDatabase}`;
  const toApply = role === 'production' ? `--apply --confirm-production ${new URL(baseUrl).host}` : '--apply';
  if (code === exitCodes.usage) return [];
  if (code === exitCodes.stopped) {
    const toContinue = `${again}${apply ? ` ${toApply}` : ''}.${repeated}`;
    // The error says why planning stopped.
    if (begun === undefined) return isKept ? ['', `To continue the plan, use ${toContinue}`] : [];
    const sentences = hasFinished
      ? [
          'The run finished, but a file could not be written.',
          ...(isKept ? [`To write it, use --resume --plan ${begun}${inDatabase} ${toApply}${files}.${repeated}`] : []),
        ]
      : ['The run stopped.', ...(isKept ? [`To continue it, use ${toContinue}`] : [])];
    return ['', sentences.join(' ')];
  }
  const lines: string[] = [];
  if (!apply && !wasApplied) {
    const [written, toContinue] = canContinue
      ? ['Nothing more was written.', 'To continue the run']
      : ['Nothing was written.', 'To apply this plan'];
    const isOffered = isKept && (canApply || canContinue);
    lines.push('', isOffered ? `${written} ${toContinue}, add ${again} ${toApply}.` : written);
  }
  if (notLookedUp > 0 && isKept)
    lines.push(
      `${notLookedUp === 1 ? '1 row' : `${notLookedUp} rows`} could not be looked up. To try again, use ${again}${apply ? ` ${toApply}` : ''}.${repeated}`,
    );
  if (unknown > 0 && isKept)
    lines.push(
      `${unknown === 1 ? 'The result of 1 row is' : `The results of ${unknown} rows are`} unknown. To read the customers again, use ${again} ${toApply}.${repeated}`,
    );
  return lines;
}
