import { l10n } from 'vscode';
import { operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import type { Problem } from '../../../kapture/problem.ts';
import { recordColumns, type ColumnName } from '../../../kapture/records/recordColumns.ts';

/** Words that stand in `kapture/` and `sandbox/`, which command lines use too, in the user's language. A test knows where they stand. */
export function catalogueText(english: string, ...values: readonly (string | number)[]): string {
  return l10n.t(english, ...values);
}

export function operationTitle(id: OperationId): string {
  return catalogueText(operations[id].title);
}

/** The label of a column of customers. */
export function columnTitle(name: ColumnName): string {
  return catalogueText(recordColumns[name].title);
}

/** What is wrong, as a sentence; undefined where nothing is. */
export function problemText(problem: Problem): string;
export function problemText(problem: Problem | undefined): string | undefined;
export function problemText(problem: Problem | undefined): string | undefined {
  return (
    problem &&
    catalogueText(
      problem.sentence,
      ...problem.values.map((value) => (typeof value === 'object' ? problemText(value) : value)),
    )
  );
}
