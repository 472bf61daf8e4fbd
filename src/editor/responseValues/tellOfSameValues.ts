import * as vscode from 'vscode';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { isUniqueValue } from '../../kapture/variables/builtInVariables.ts';
import type { ChangingValue } from '../../kapture/payloadTests/keptVariables.ts';
import { variablesIn } from '../../kapture/variables/variables.ts';
import { showInformation } from '../shared/questions/messages.ts';

const example = '{{$phone}}';

/**
 * Tells the user that a new case adds a customer with the same phone and email in each run, so that it may pass only
 * once.
 */
export function tellOfSameValues(operation: OperationId, outcome: string, changing: readonly ChangingValue[]): void {
  if (operations[operation].act !== 'add' || outcome !== 'success') return;
  if (changing.some(({ template }) => variablesIn(JSON.stringify(template)).some(({ name }) => isUniqueValue(name))))
    return;
  void showInformation(
    vscode.l10n.t(
      'Each run adds a customer with the same phone number or email address, which Kapture may reject. Use variables in the body, such as {0}.',
      example,
    ),
  );
}
