import * as vscode from 'vscode';
import { requestSuffix } from '../../../kapture/catalogue/registry.ts';
import { tenantOfSegment, tenantSegment } from '../../../kapture/connection/tenant.ts';
import { editScheme } from '../ids.ts';
import type { RecordReference } from './recordUri.ts';

const suffix = requestSuffix('update');
/** Query of the document that has what the server has: the left side of Show Changes. */
const serverSide = /^server(?:\.|$)/;

/**
 * The document of a customer, by tenant and id: a connection may get another name, or lead elsewhere. `window` is that of
 * the window that opened it: two windows that edit one customer have a document each, and VS Code keeps unsaved texts apart
 * by the address.
 */
export function editUri({ tenant, id }: RecordReference, window = ''): vscode.Uri {
  return vscode.Uri.from({ scheme: editScheme, path: `/${tenantSegment(tenant)}/${id}${suffix}`, query: window });
}

/** Undefined for what is no document of a customer, such as a folder above it, and for another spelling of one: a link may have any. */
export function customerOfUri(uri: vscode.Uri): RecordReference | undefined {
  const [, segment = '', file = '', ...rest] = uri.path.split('/');
  const tenant = tenantOfSegment(segment);
  const id = file.slice(0, -suffix.length);
  if (tenant === undefined || !file.endsWith(suffix) || !/^\d+$/.test(id) || rest.length) return undefined;
  const window = documentUri(uri).query;
  if (!/^(?:[0-9a-f]{8})?$/.test(window)) return undefined;
  const proper = editUri({ tenant, id }, window);
  return [proper, serverUri(proper)].some((spelling) => spelling.toString() === uri.toString())
    ? { tenant, id }
    : undefined;
}

/** The document that has what the server has, beside one to edit. */
export function serverUri(uri: vscode.Uri): vscode.Uri {
  return uri.with({ query: ['server', uri.query].filter(Boolean).join('.') });
}

/** The document to edit, of either side. */
export function documentUri(uri: vscode.Uri): vscode.Uri {
  return uri.with({ query: uri.query.replace(serverSide, '') });
}

export function isServerSide({ query }: vscode.Uri): boolean {
  return serverSide.test(query);
}

/** Whether it is a document to edit. */
export function isEditUri(uri: vscode.Uri): boolean {
  return uri.scheme === editScheme && !isServerSide(uri) && customerOfUri(uri) !== undefined;
}

/** The document, if VS Code has it loaded. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

/** The document of an editor; undefined for one that VS Code keeps without an editor, which may be outdated. */
export function editedDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const document = openDocument(uri);
  return document && (document.isDirty || hasTab(uri)) ? document : undefined;
}

/** Whether a tab shows it. A document may be there without one: VS Code keeps some for minutes after they were closed. */
export function hasTab(uri: vscode.Uri): boolean {
  return shownInTabs().some((other) => other.toString() === uri.toString());
}

/** The document of a customer that this window has already, in a tab if one has it; undefined if there is none. */
export function openEditUri({ tenant, id }: RecordReference): vscode.Uri | undefined {
  const documents = [...shownInTabs(), ...vscode.workspace.textDocuments.map(({ uri }) => uri)];
  return documents.find((uri) => {
    const customer = isEditUri(uri) ? customerOfUri(uri) : undefined;
    return customer?.tenant === tenant && customer.id === id;
  });
}

function shownInTabs(): vscode.Uri[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => {
      if (input instanceof vscode.TabInputTextDiff) return input.modified;
      return input instanceof vscode.TabInputText ? input.uri : [];
    });
}
