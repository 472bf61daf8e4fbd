import type { ListModule, Module } from '../../../kapture/catalogue/operation.ts';
import { l10n } from 'vscode';
import { operations, type OperationId, type RequestFileKind } from '../../../kapture/catalogue/registry.ts';
import type { Problem } from '../../../kapture/problem/problem.ts';
import { recordColumns, titleOf, type ColumnName } from '../../../kapture/records/recordColumns.ts';
import { oneLine } from './plainText.ts';

/** Translates a text of `kapture/` or `sandbox/`, which the command line uses too. */
export function catalogueText(english: string, ...values: readonly (string | number)[]): string {
  return l10n.t(english, ...values);
}

export function operationTitle(id: OperationId): string {
  return catalogueText(operations[id].title);
}

export function moduleTitle(module: Module): string {
  switch (module) {
    case 'customer':
      return l10n.t('Customers');
    case 'ticket':
      return l10n.t('Tickets');
    case 'order':
      return l10n.t('Orders');
    case 'enquiry':
      return l10n.t('Enquiries');
    case 'product':
      return l10n.t('Products');
    case 'faq':
      return l10n.t('FAQ');
  }
}

export function columnTitle(name: ColumnName, module: ListModule = 'customer'): string {
  return catalogueText(titleOf(recordColumns[name], module));
}

/** A problem as a translated sentence. Undefined for an undefined problem. */
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

/** What a request file contains: its operation, or that it has several requests. */
export function kindTitle(kind: RequestFileKind): string {
  return kind === 'requests' ? l10n.t('Several Requests') : operationTitle(kind);
}

interface Titled {
  readonly title: string;
  /** The plan that this one reverts. */
  readonly revertOf?: number;
}

export function planTitle({ title, revertOf }: Titled): string {
  const name = oneLine(title, 60);
  return revertOf === undefined ? l10n.t('Plan: {0}', name) : l10n.t('Revert: {0}', name);
}
