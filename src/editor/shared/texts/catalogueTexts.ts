import { l10n } from 'vscode';
import { operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import type { Problem } from '../../../kapture/problem/problem.ts';
import { recordColumns, type ColumnName } from '../../../kapture/records/recordColumns.ts';

/** Translates a text of `kapture/` or `sandbox/`, which the command line uses too. */
export function catalogueText(english: string, ...values: readonly (string | number)[]): string {
  return l10n.t(english, ...values);
}

export function operationTitle(id: OperationId): string {
  return catalogueText(operations[id].title);
}

export function columnTitle(name: ColumnName): string {
  return catalogueText(recordColumns[name].title);
}

/** A problem as a translated sentence; undefined if there is none. */
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
