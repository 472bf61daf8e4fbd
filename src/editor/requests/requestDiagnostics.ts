import * as vscode from 'vscode';
import {
  brokenRule,
  failures,
  malformedFields,
  missingFields,
  problemOfUnfilled,
  unfilledFields,
  type FailureReason,
} from '../../kapture/catalogue/failures.ts';
import type { FieldPath, OperationForm } from '../../kapture/catalogue/form.ts';
import { pathOfField } from '../../kapture/catalogue/forms.ts';
import { misspelledFields } from '../../kapture/catalogue/misspelledFields.ts';
import { kindOfFile, operationOfFile, operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { schemaAtPath, type FieldSchema } from '../../kapture/catalogue/vocabulary.ts';
import { problemOfAct, problemOfId } from '../../kapture/catalogue/writeAct.ts';
import { bodyOffset, readRequest } from '../../kapture/exchange/requestBody.ts';
import { RequestPlaces, type Place } from '../../kapture/exchange/requestPlaces.ts';
import { maxNamedRequests, readNamedRequests } from '../../kapture/namedRequests/readNamedRequests.ts';
import type { Problem } from '../../kapture/problem/problem.ts';
import { readAsk } from '../../kapture/variables/askVariable.ts';
import {
  isAskedFor,
  unclosedVariablesIn,
  variablesIn,
  type VariableLookup,
  type VariableUse,
} from '../../kapture/variables/variables.ts';
import { isLongDocument, watchDocuments } from '../shared/documents/documentChecks.ts';
import { isEarlierVersion } from '../shared/documents/editUri.ts';
import { documentTarget, rangeIn, requestIn, type RequestText, wholeRequest } from '../shared/documents/requestText.ts';
import { noValueText, unclosedText, unclosedVariable, unknownVariable } from '../shared/documents/variableMarks.ts';
import { diagnosticSource, editScheme } from '../shared/ids.ts';
import type { FieldsOfTenants } from '../shared/knownFields.ts';
import type { OperationRequest, RequestVariables } from '../shared/requestBodies.ts';
import type { Targets } from '../shared/targets.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { dialectDiagnostic, writtenForm } from './documentDialect.ts';
import { failureOfDiagnostic, idPath, type FailureDiagnostics } from './failureDiagnostics.ts';

/**
 * Provides the diagnostics that the JSON schema cannot, or for which it has no quick fix: misspelled and missing
 * fields, variables without a value or closing braces, a missing name, contact or identifier, and values and dates that
 * Kapture rejects.
 */
export function watchRequests(
  variables: RequestVariables,
  targets: Targets,
  fields: FieldsOfTenants,
  reported: FailureDiagnostics,
): vscode.Disposable {
  return watchDocuments({
    name: 'kapture',
    appliesTo: ({ uri }) => kindOfFile(uri.path) !== undefined && !isEarlierVersion(uri),
    diagnosticsOf: (document) => {
      const known = { lookup: variables.knownLookup(document), names: namesOf(document, targets, fields) };
      const ofRequest = (one: OperationRequest): vscode.Diagnostic[] => {
        const refusal = reported.refusalOf(document);
        const refused = refusal?.request.offset === one.request.offset ? refusal.failure : undefined;
        return diagnosticsOf(one, known, targets).filter(
          // A failure that Kapture has reported already has a diagnostic, so it is not reported again.
          (diagnostic) => refused === undefined || failureOfDiagnostic(diagnostic) !== refused,
        );
      };
      const operation = operationOfFile(document.uri.path);
      return [
        ...unknownPin(document, targets),
        ...(operation
          ? ofRequest({ operation, request: wholeRequest(document) })
          : namedDiagnostics(document, ofRequest)),
      ];
    },
    noteOf: (limit) => vscode.l10n.t('This document is larger than {0}, so it is neither checked nor sent.', limit),
    onDidChange: [variables.onDidChange, targets.onDidChange, fields.onDidChange, reported.onDidChange],
  });
}

/** The diagnostics of a file with several requests: what prevents them from being sent, and those of each request. */
function namedDiagnostics(
  document: vscode.TextDocument,
  ofRequest: (request: OperationRequest) => vscode.Diagnostic[],
): vscode.Diagnostic[] {
  const { requests, problems } = readNamedRequests(document.getText());
  const own = [...problems, ...requests.flatMap((one) => one.problems)].map((found) => {
    const diagnostic = warning(wholeRequest(document), found, problemText(found.problem));
    if (found.isError) diagnostic.severity = vscode.DiagnosticSeverity.Error;
    return diagnostic;
  });
  const earlier = new Set<string>();
  // Send All in File sends the earlier request first.
  const isFromEarlier = ({ code, range }: vscode.Diagnostic): boolean =>
    code === unknownVariable && earlier.has(/^\{\{\$last\.([^.}]+)\./.exec(document.getText(range))?.[1] ?? '');
  // Requests beyond the maximum are covered by a diagnostic of the file.
  const ofBodies = requests.slice(0, maxNamedRequests).flatMap(({ operation, body }) => {
    if (!operation || !body) return [];
    const found = ofRequest({ operation, request: requestIn(document, body) });
    const relevant = found.filter((diagnostic) => !isFromEarlier(diagnostic));
    earlier.add(operation);
    return relevant;
  });
  return [...own, ...ofBodies];
}

/** The variables of a document, and its tenant's own fields, which are not misspelled. */
interface Known {
  readonly lookup: VariableLookup;
  readonly names: readonly string[];
}

function diagnosticsOf(
  { operation, request }: OperationRequest,
  { lookup, names }: Known,
  targets: Targets,
): vscode.Diagnostic[] {
  const form = writtenForm(operation, request.document, targets, request.text);
  const other = dialectDiagnostic(operation, request, targets);
  return [
    ...misspelledKeys(form, request, names).map(({ diagnostic }) => diagnostic),
    ...(other ? [other] : []),
    ...diagnose(operation, form, request, lookup, other !== undefined),
  ];
}

function namesOf(document: vscode.TextDocument, targets: Targets, fields: FieldsOfTenants): readonly string[] {
  const { connection } = documentTarget(document, targets);
  const known = connection && fields.of(connection.tenant);
  return known ? known.offered.map(({ name }) => name) : [];
}

/**
 * The diagnostics of a request. Rules that span several fields are here, because a JSON schema could report them only
 * on the whole body. A body in another dialect than its connection's is only checked for variables.
 */
function diagnose(
  operation: OperationId,
  form: OperationForm,
  request: RequestText,
  lookup: VariableLookup,
  isOtherDialect: boolean,
): vscode.Diagnostic[] {
  const { document, text } = request;
  const reading = readRequest(form, text, (name) => lookup(name) ?? '');
  if (reading.problem) return [];
  const { fields, body } = reading;
  const open = variablesIn(text).filter(({ name }) => isAskedFor(name) || lookup(name) === undefined);
  const unclosed = unclosedVariablesIn(text);
  const unknown = [
    ...open.flatMap((use) => problemOfUse(request, use, lookup) ?? []),
    ...unclosed.map((use) => Object.assign(warning(request, use, unclosedText(use)), { code: unclosedVariable })),
  ];
  if (isOtherDialect) return unknown;
  const places = new RequestPlaces(text);
  const placeOf = (field: string): Place | undefined => places.valueOf(pathOfField(form, field) ?? []);
  const start = (): Place => ({ offset: bodyOffset(text), length: 1 });
  const ofFields = [
    ...missingFields(form, fields).map((name) =>
      warning(request, start(), vscode.l10n.t('Missing property "{0}".', name)),
    ),
    ...malformedFields(form, fields).flatMap(({ field, reason, note }) => {
      const place = placeOf(field);
      return place && ![...open, ...unclosed].some((use) => contains(place, use))
        ? [refusal(request, place, reason, messageOf(reason, note))]
        : [];
    }),
  ];
  if (open.length || unclosed.length) return [...unknown, ...ofFields];
  // An edited customer is always sent with its own id, whatever its document contains.
  const isEdit = document.uri.scheme === editScheme;
  const idProblem = isEdit ? undefined : problemOfId(operation, body, form);
  const operationProblem = isEdit ? undefined : problemOfAct(operation, fields, form);
  const writeProblem = idProblem ?? operationProblem;
  if (writeProblem) {
    const place = places.nameOf(idPath(form) ?? []) ?? start();
    const error = warning(request, place, problemText(writeProblem));
    error.severity = vscode.DiagnosticSeverity.Error;
    return [error, ...ofFields];
  }
  const broken = brokenRule(form, fields);
  const findings =
    broken?.field === undefined
      ? []
      : [refusal(request, placeOf(broken.field) ?? start(), broken.reason, messageOf(broken.reason, broken.note))];
  // The document of a customer also contains fields that are blank on the server. Saving it asks for confirmation
  // before a blank is sent.
  const warnsOfBlanks = operations[operation].act === 'update' && document.uri.scheme !== editScheme;
  const ruled = broken?.field === undefined ? undefined : pathOfField(form, broken.field);
  const { act, writes } = operations[operation];
  const unfilled = writes && act !== 'update' ? unfilledFields(form, fields) : [];
  const ofBlanks = unfilled
    .filter((path) => path.join() !== ruled?.join())
    .map((path) => warning(request, places.valueOf(path) ?? start(), problemText(problemOfUnfilled([path])!)));
  return [
    ...findings,
    ...ofFields,
    ...ofBlanks,
    ...(warnsOfBlanks ? blankWarnings(request, places, idPath(form)) : []),
  ];
}

function contains(place: Place, use: VariableUse): boolean {
  return use.offset >= place.offset && use.offset < place.offset + place.length;
}

function unknownPin(document: vscode.TextDocument, targets: Targets): vscode.Diagnostic[] {
  const { pin, connection } = documentTarget(document, targets);
  return pin && !connection
    ? [
        warning(
          wholeRequest(document),
          pin,
          vscode.l10n.t(
            'The connection {0} does not exist, so this request cannot be sent. Change or remove its pin.',
            oneLine(pin.name, 60),
          ),
        ),
      ]
    : [];
}

/**
 * Warnings about blank values, because Kapture's documentation does not say whether a blank clears a field or is
 * ignored.
 */
function blankWarnings(request: RequestText, places: RequestPlaces, id: FieldPath | undefined): vscode.Diagnostic[] {
  const { text } = request;
  return places
    .objects()
    .flatMap(({ path, names }) => [...names.keys()].map((name) => [...path, name]))
    .filter((path) => path.join() !== id?.join())
    .flatMap((path) => {
      const span = places.valueOf(path);
      if (!span || text.slice(span.offset, span.offset + span.length) !== '""') return [];
      const note = warning(
        request,
        span,
        vscode.l10n.t(
          "Kapture's documentation does not say whether a blank value clears the field or is ignored. Omit fields that do not change.",
        ),
      );
      note.severity = vscode.DiagnosticSeverity.Information;
      return [note];
    });
}

/** The diagnostic of a variable without a value; undefined if the value is asked for when the request is sent. */
function problemOfUse(request: RequestText, use: VariableUse, lookup: VariableLookup): vscode.Diagnostic | undefined {
  if (use.name.startsWith('?')) {
    const { problem } = readAsk(use.name);
    return problem && warning(request, use, problemText(problem));
  }
  return lookup(use.name) === undefined
    ? Object.assign(warning(request, use, noValueText(use.name)), { code: unknownVariable })
    : undefined;
}

/** A warning about a documented failure, with the same quick fixes as a failure that Kapture reports. */
function refusal(request: RequestText, place: Place, reason: FailureReason, message: string): vscode.Diagnostic {
  return Object.assign(warning(request, place, message), { code: reason });
}

function warning(request: RequestText, place: Place, message: string): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeIn(request, place), message, vscode.DiagnosticSeverity.Warning);
  diagnostic.source = diagnosticSource;
  return diagnostic;
}

/** The server's message, with an explanation if there is one. */
function messageOf(reason: FailureReason, note: Problem | undefined): string {
  const { message } = failures[reason];
  return note ? `${message} (${problemText(note)})` : message;
}

const misspelled = 'misspelled-field';

/** A key in a request that resembles a documented field, and that field. */
interface MisspelledKey {
  readonly name: string;
  readonly suggestion: string;
  readonly diagnostic: vscode.Diagnostic;
}

/**
 * Finds keys, at every documented level of a form, that resemble a field. Other unknown keys may be custom fields of
 * the tenant. Those in `known` certainly are.
 */
export function misspelledKeys(
  form: OperationForm,
  request: RequestText,
  known: readonly string[] = [],
): MisspelledKey[] {
  const schema = form.request();
  return new RequestPlaces(request.text).objects().flatMap(({ path, names }) => {
    const fields = schemaAtPath(schema, path)?.properties;
    return fields ? misspelledKeysIn(fields, names, request).filter(({ name }) => !known.includes(name)) : [];
  });
}

function misspelledKeysIn(
  fields: Readonly<Record<string, FieldSchema>>,
  names: ReadonlyMap<string, Place>,
  request: RequestText,
): MisspelledKey[] {
  return [...misspelledFields(fields, [...names.keys()])].map(([name, suggestion]) => {
    const diagnostic = new vscode.Diagnostic(
      rangeIn(request, names.get(name)!),
      vscode.l10n.t('Did you mean {0}?', suggestion),
      vscode.DiagnosticSeverity.Information,
    );
    return { name, suggestion, diagnostic: Object.assign(diagnostic, { source: diagnosticSource, code: misspelled }) };
  });
}

export function misspelledFixes(
  { operation, request }: Partial<OperationRequest> & { readonly request: RequestText },
  diagnostics: readonly vscode.Diagnostic[],
  targets: Targets,
): vscode.CodeAction[] {
  const ours = diagnostics.filter(({ source, code }) => source === diagnosticSource && code === misspelled);
  const { document, text } = request;
  if (!ours.length || !operation || isLongDocument(document)) return [];
  const keys = misspelledKeys(writtenForm(operation, document, targets, text), request);
  return ours.flatMap((diagnostic) => {
    const key = keys.find((candidate) => candidate.diagnostic.range.isEqual(diagnostic.range));
    if (!key) return [];
    const fix = new vscode.CodeAction(vscode.l10n.t('Rename to {0}', key.suggestion), vscode.CodeActionKind.QuickFix);
    fix.edit = new vscode.WorkspaceEdit();
    fix.edit.replace(document.uri, diagnostic.range, JSON.stringify(key.suggestion));
    fix.diagnostics = [diagnostic];
    fix.isPreferred = true;
    return [fix];
  });
}
