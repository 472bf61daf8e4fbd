import * as vscode from 'vscode';
import { requestSuffix } from '../kapture/operations.ts';
import { tenantOfSegment, tenantSegment } from '../kapture/tenant.ts';
import { editScheme } from './ids.ts';
import type { RecordReference } from './recordUri.ts';

const suffix = requestSuffix('update');
/** Query of the document that has what the server has: the left side of Show Changes. */
const serverSide = 'server';

/** A document is found by tenant and id: a connection may get another name, or lead elsewhere. */
export function editUri({ tenant, id }: RecordReference): vscode.Uri {
  return vscode.Uri.from({ scheme: editScheme, path: `/${tenantSegment(tenant)}/${id}${suffix}` });
}

/** Undefined for what is no document of a customer, such as a folder above it, and for another spelling of one: a link may have any. */
export function customerOfUri(uri: vscode.Uri): RecordReference | undefined {
  const [, segment = '', file = '', ...rest] = uri.path.split('/');
  const tenant = tenantOfSegment(segment);
  const id = file.slice(0, -suffix.length);
  if (tenant === undefined || !file.endsWith(suffix) || !/^\d+$/.test(id) || rest.length) return undefined;
  const reference = { tenant, id };
  return [editUri(reference), serverUri(editUri(reference))].some((proper) => proper.toString() === uri.toString())
    ? reference
    : undefined;
}

export function serverUri(uri: vscode.Uri): vscode.Uri {
  return uri.with({ query: serverSide });
}

export function isServerSide({ query }: vscode.Uri): boolean {
  return query === serverSide;
}

/** Whether it is a document to edit. */
export function isEditUri(uri: vscode.Uri): boolean {
  return uri.scheme === editScheme && uri.query === '' && customerOfUri(uri) !== undefined;
}

/** The document, if VS Code has it loaded. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

/** Whether a tab shows it. A document may be there without one: VS Code keeps some for minutes after they were closed. */
export function hasTab(uri: vscode.Uri): boolean {
  const shown = vscode.window.tabGroups.all.flatMap(({ tabs }) =>
    tabs.map(({ input }) =>
      input instanceof vscode.TabInputTextDiff
        ? input.modified
        : input instanceof vscode.TabInputText
          ? input.uri
          : undefined,
    ),
  );
  return shown.some((other) => other?.toString() === uri.toString());
}
