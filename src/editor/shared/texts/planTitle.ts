import { l10n } from 'vscode';
import { oneLine } from './plainText.ts';

interface Titled {
  readonly title: string;
  /** The plan that it reverts. */
  readonly revertOf?: number;
}

/** The title of a plan of bulk changes. */
export function planTitle({ title, revertOf }: Titled): string {
  const name = oneLine(title, 60);
  return revertOf === undefined ? l10n.t('Plan: {0}', name) : l10n.t('Revert: {0}', name);
}
