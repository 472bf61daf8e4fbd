import * as vscode from 'vscode';
import { confirmAction } from '../shared/questions/confirmAction.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { Learned } from './learned.ts';
import type { FieldCommandPorts } from './ports.ts';
import { activeTenant } from './showTenantSchema.ts';

/** Forgets what was learned of the fields of a tenant, after a question. */
export async function forgetFields(
  tenant: string | undefined,
  fields: Learned,
  ports: FieldCommandPorts,
): Promise<void> {
  const chosen = tenant ?? (await activeTenant(ports));
  if (chosen === undefined) return;
  const { name } = await fields.schemaOf(chosen);
  const isConfirmed = await confirmAction(
    vscode.l10n.t('Forget what was learned about the fields of {0}?', oneLine(name, 60)),
    vscode.l10n.t('Fields are learned again from later pulls and responses. Pulled customers and labels are kept.'),
    vscode.l10n.t('Forget'),
    vscode.l10n.t("Don't Forget"),
  );
  if (isConfirmed) await fields.forget(chosen);
}
