import { PlanError } from '../../kapture/bulk/plans/plan.ts';
import { TableError } from '../../kapture/bulk/tables/table.ts';
import { KaptureError } from '../../kapture/http/kaptureError.ts';
import { StoreError } from '../../kapture/store/storeError.ts';
import { CancellationError, l10n } from 'vscode';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { UserError } from '../shared/questions/messages.ts';
import { explainError } from '../shared/texts/explain.ts';

/** Why a plan could not be made, shown or applied, in one sentence. Undefined for an error that is a bug. */
export function explainBulk(error: unknown): string | undefined {
  if (PlanError.is(error)) return problemText(error.problem);
  if (TableError.is(error)) return problemText(error.problem);
  if (KaptureError.is(error)) return explainError(error);
  if (!StoreError.is(error)) return undefined;
  switch (error.reason) {
    case 'full':
      return l10n.t('The disk is full, so the plan cannot be saved. Free up space, then try again.');
    case 'read-only':
      return l10n.t('The folder for plans cannot be written to. Check its permissions.');
    case 'busy':
      return l10n.t('The local database is busy because another window is writing to it. Try again later.');
    default:
      return l10n.t('The local database failed: {0}', error.message);
  }
}

/** The error to report: one with a sentence for the user, a cancellation, which is silent, or the original one. */
export function explained(error: unknown): unknown {
  if (isCancellation(error)) return new CancellationError();
  const sentence = explainBulk(error);
  return sentence === undefined ? error : new UserError(sentence, { cause: error });
}

/** A sentence for any error. */
export function sentenceOf(error: unknown): string {
  return explainBulk(error) ?? (error instanceof Error ? error.message : String(error));
}

/** Whether the user canceled the work. */
export function isCancellation(error: unknown): boolean {
  return (
    error instanceof CancellationError ||
    PlanError.is(error, 'canceled') ||
    TableError.is(error, 'canceled') ||
    KaptureError.is(error, 'canceled')
  );
}
