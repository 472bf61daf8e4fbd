import * as vscode from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { bodyOffset } from '../../kapture/exchange/requestBody.ts';
import { RequestPlaces } from '../../kapture/exchange/requestPlaces.ts';
import { documentDialect, documentOtherDialect } from './documentForm.ts';
import { rangeIn, type RequestText } from '../shared/documents/requestText.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import type { Targets } from '../shared/ports.ts';
import { dialectTitle } from '../shared/texts/dialectTitle.ts';
import { oneLabel } from '../shared/texts/plainText.ts';

/** Code of the diagnostic for a body in another dialect than its connection's. */
export const otherDialectCode = 'other-dialect';

/** Marks the first field of a body that is in another dialect than its connection's. */
export function dialectDiagnostic(
  operation: OperationId,
  request: RequestText,
  targets: Targets,
): vscode.Diagnostic | undefined {
  const { document, text } = request;
  const written = documentOtherDialect(operation, document, targets, text);
  if (written === undefined) return undefined;
  const [body] = new RequestPlaces(text).objects();
  const place = body?.names.values().next().value ?? { offset: bodyOffset(text), length: 1 };
  const { name = '' } = documentTarget(document, targets);
  const diagnostic = new vscode.Diagnostic(
    rangeIn(request, place),
    vscode.l10n.t(
      'This body is in the {0} dialect, but {1} uses the {2} dialect.',
      dialectTitle(written),
      oneLabel(name, 60),
      dialectTitle(documentDialect(operation, document, targets)),
    ),
    vscode.DiagnosticSeverity.Warning,
  );
  return Object.assign(diagnostic, { source: 'Kapture', code: otherDialectCode });
}
