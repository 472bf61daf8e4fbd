import * as vscode from 'vscode';
import { problemOfMoment, problemOfRange } from '../../kapture/calendar.ts';
import { failures } from '../../kapture/failures.ts';
import { operationOfFile, type OperationId } from '../../kapture/operations.ts';
import { bodyOffset, fieldSpans, keySpan, readRequest } from '../../kapture/requestBody.ts';
import { brokenRule, fieldText, type Fields } from '../../kapture/requestRules.ts';
import { datePattern } from '../../kapture/schemas/pullRequest.ts';
import { variablesIn, type VariableLookup } from '../../kapture/variables.ts';
import { problemOfAct } from '../../kapture/writeAct.ts';
import { problemText } from '../catalogueTexts.ts';
import { watchDocuments } from '../documentChecks.ts';
import { documentTarget } from '../documentTarget.ts';
import { editScheme } from '../ids.ts';
import { oneLine } from '../plainText.ts';
import type { RequestVariables, Targets } from '../ports.ts';
import { unknownVariable } from '../unknownVariable.ts';
import { isPast } from './activeRequest.ts';
import { misspeltKeys } from './misspeltKeys.ts';

/** A place in the text of a document. */
type Place = { readonly offset: number; readonly length: number };

/**
 * Warns of what a schema cannot see, or can only report on the whole body: misspelt fields, variables without a value, no
 * name or nothing to reach the customer by, no identifier, dates in the wrong order. The rest is the schema's.
 */
export function watchRequests(variables: RequestVariables, targets: Targets): vscode.Disposable {
  return watchDocuments({
    name: 'kapture',
    appliesTo: ({ uri }) => operationOfFile(uri.path) !== undefined && !isPast(uri),
    diagnosticsOf: (document) => {
      const operation = operationOfFile(document.uri.path)!;
      return [
        ...unknownPin(document, targets),
        ...misspeltKeys(operation, document).map(({ diagnostic }) => diagnostic),
        ...diagnose(operation, document, variables.knownLookup(document)),
      ];
    },
    noteOf: (limit) => vscode.l10n.t('This document is larger than {0}. Kapture neither checks nor sends it.', limit),
    onDidChange: [variables.onDidChange, targets.onDidChange],
  });
}

function diagnose(operation: OperationId, document: vscode.TextDocument, lookup: VariableLookup): vscode.Diagnostic[] {
  const text = document.getText();
  const reading = readRequest(operation, text, lookup);
  if (reading.problem)
    return reading.problem.reason === 'unknown-variable' ? unknownVariables(document, text, lookup) : [];
  // An edited customer is sent by its own id, whatever its document has.
  const otherAct = document.uri.scheme === editScheme ? undefined : problemOfAct(operation, reading.fields);
  if (otherAct) {
    const place = keySpan(text, 'kapture_customer_id') ?? { offset: bodyOffset(text), length: 1 };
    const error = warning(document, place, problemText(otherAct));
    error.severity = vscode.DiagnosticSeverity.Error;
    return [error];
  }
  const finding = findingOf(operation, reading.fields);
  const spans = fieldSpans(text);
  const findings = finding
    ? [warning(document, spans.get(finding.field) ?? { offset: bodyOffset(text), length: 1 }, finding.message)]
    : [];
  // The document of a customer has the fields that are blank there too; sending a blank is asked about when it is saved.
  const mayBlank = operation === 'update' && document.uri.scheme !== editScheme;
  return [...findings, ...(mayBlank ? blanks(document, spans, reading.fields) : [])];
}

function unknownPin(document: vscode.TextDocument, targets: Targets): vscode.Diagnostic[] {
  const { pin, connection } = documentTarget(document, targets);
  return pin && !connection
    ? [
        warning(
          document,
          pin,
          vscode.l10n.t('There is no connection {0}: this request is not sent.', oneLine(pin.name, 60)),
        ),
      ]
    : [];
}

/** Nobody knows whether a blank clears a field or is ignored, so whoever sends one should mean it. */
function blanks(document: vscode.TextDocument, spans: ReadonlyMap<string, Place>, fields: Fields): vscode.Diagnostic[] {
  return Object.keys(fields)
    .filter((field) => field !== 'kapture_customer_id' && fields[field] === '')
    .flatMap((field) => {
      const span = spans.get(field);
      if (!span) return [];
      const note = warning(
        document,
        span,
        vscode.l10n.t(
          'A blank value may clear the field or be ignored: it is not documented. Leave out what does not change.',
        ),
      );
      note.severity = vscode.DiagnosticSeverity.Information;
      return [note];
    });
}

function unknownVariables(document: vscode.TextDocument, text: string, lookup: VariableLookup): vscode.Diagnostic[] {
  const unknown = variablesIn(text).filter(({ name }) => lookup(name) === undefined);
  return unknown.map((use) =>
    Object.assign(warning(document, use, vscode.l10n.t('The variable {0} has no value.', `{{${use.name}}}`)), {
      code: unknownVariable,
    }),
  );
}

function warning(document: vscode.TextDocument, { offset, length }: Place, message: string): vscode.Diagnostic {
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
  diagnostic.source = 'Kapture';
  return diagnostic;
}

/** `field` is where it shows, if it is there. */
function findingOf(
  operation: OperationId,
  fields: Fields,
): { readonly field: string; readonly message: string } | undefined {
  const broken = brokenRule(operation, fields);
  switch (broken) {
    case 'name-and-contact-required':
      return {
        field: fieldText(fields, 'customer_name') ? 'phone' : 'customer_name',
        message: failures[broken].message,
      };
    case 'customer-not-found':
      return {
        field: 'kapture_customer_id',
        message: `${failures[broken].message} ${vscode.l10n.t('(None of the four identifiers is given.)')}`,
      };
    case 'no-customer-between-dates': {
      const [start, end] = [fieldText(fields, 'start_date'), fieldText(fields, 'end_date')];
      const wellFormed = [start, end].every((date) => new RegExp(datePattern).test(date));
      return wellFormed
        ? {
            field: problemOfMoment(start) ? 'start_date' : 'end_date',
            message: `${failures[broken].message} (${problemText(problemOfRange({ start, end }))})`,
          }
        : undefined;
    }
    default:
      return undefined;
  }
}
