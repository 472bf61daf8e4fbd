import * as vscode from 'vscode';
import type { Certainty, OperationForm } from '../../../kapture/catalogue/form.ts';

/** How far a path or a body is known, in words. */
export function certaintyText(certainty: Certainty): string {
  return {
    solid: vscode.l10n.t('documented, and used by a public client'),
    documented: vscode.l10n.t('documented by Kapture'),
    inferred: vscode.l10n.t('inferred, not documented'),
  }[certainty];
}

/** The number of fields in an outline. */
const outlinedFields = 3;

/** What the body of a form looks like, in one line: `[{"name": …, "phone": …, "email": …, …}]`. */
export function bodyOutline({ sample, shape }: Pick<OperationForm, 'sample' | 'shape'>): string {
  const fields = Object.entries(sample);
  const shown = fields.slice(0, outlinedFields).map(([name, value]) => `"${name}": ${outlineOf(value)}`);
  const object = `{${[...shown, ...(fields.length > shown.length ? ['…'] : [])].join(', ')}}`;
  return shape === 'array-of-one' ? `[${object}]` : object;
}

function outlineOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '…';
  return Array.isArray(value) ? '[{…}]' : '{…}';
}
