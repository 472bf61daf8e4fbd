import * as vscode from 'vscode';
import { requestSuffix } from '../../../kapture/catalogue/registry.ts';
import { tenantOfSegment, tenantSegment } from '../../../kapture/connection/tenant.ts';
import { editScheme } from '../ids.ts';
import type { RecordReference } from './recordUri.ts';

const suffix = requestSuffix('update');
/** The query of the document with the server's version, which is the left side of Show Changes. */
const serverSide = /^server(?:\.|$)/;

/**
 * The URI of a customer's document. It contains the tenant in place of the connection, which may be renamed or changed.
 * `edit` identifies this opening of the customer, because VS Code stores unsaved changes by the URI, and the record
 * that they are based on is stored by it too.
 */
export function editUri({ tenant, id }: RecordReference, edit = ''): vscode.Uri {
  return vscode.Uri.from({ scheme: editScheme, path: `/${tenantSegment(tenant)}/${id}${suffix}`, query: edit });
}

/**
 * The customer of a document; undefined for any other URI, such as a parent folder or a non-canonical spelling in a
 * link.
 */
export function customerOfUri(uri: vscode.Uri): RecordReference | undefined {
  const [, segment = '', file = '', ...rest] = uri.path.split('/');
  const tenant = tenantOfSegment(segment);
  const id = file.slice(0, -suffix.length);
  if (tenant === undefined || !file.endsWith(suffix) || !/^\d+$/.test(id) || rest.length) return undefined;
  const edit = documentUri(uri).query;
  if (!/^(?:[0-9a-f]{8})?$/.test(edit)) return undefined;
  const proper = editUri({ tenant, id }, edit);
  return [proper, serverUri(proper)].some((spelling) => spelling.toString() === uri.toString())
    ? { tenant, id }
    : undefined;
}

/** The URI of the server's version of an editable document. */
export function serverUri(uri: vscode.Uri): vscode.Uri {
  return uri.with({ query: ['server', uri.query].filter(Boolean).join('.') });
}

/** The URI of the editable document, from either side of the comparison. */
export function documentUri(uri: vscode.Uri): vscode.Uri {
  return uri.with({ query: uri.query.replace(serverSide, '') });
}

export function isServerSide({ query }: vscode.Uri): boolean {
  return serverSide.test(query);
}

export function isEditUri(uri: vscode.Uri): boolean {
  return uri.scheme === editScheme && !isServerSide(uri) && customerOfUri(uri) !== undefined;
}

export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

/**
 * The document, if it has unsaved changes or a tab. VS Code also keeps closed documents for a while, and those may be
 * outdated.
 */
export function editedDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const document = openDocument(uri);
  return document && (document.isDirty || hasTab(uri)) ? document : undefined;
}

/** Whether a tab shows the document. VS Code keeps some documents for minutes after their tab was closed. */
export function hasTab(uri: vscode.Uri): boolean {
  return shownInTabs().some((other) => other.toString() === uri.toString());
}

/**
 * The URI of a customer's document that is already open in this window, preferably in a tab; undefined if there is
 * none.
 */
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

/**
 * Whether an active tab shows a document, alone or as a side of a comparison. VS Code announces a tab before it reads
 * the file, and does not read files of background tabs. So any other read is not caused by the user, but by a `$schema`
 * or `$ref` in a workspace file, a setting, or another extension.
 */
export function isShown(uri: vscode.Uri): boolean {
  return vscode.window.tabGroups.all
    .flatMap(({ activeTab }) => (activeTab ? urisOf(activeTab) : []))
    .some((other) => other.toString() === uri.toString());
}

function urisOf({ input }: vscode.Tab): vscode.Uri[] {
  const { uri, original, modified } = (input ?? {}) as { uri?: unknown; original?: unknown; modified?: unknown };
  return [uri, original, modified].filter((candidate) => candidate instanceof vscode.Uri);
}

/** The schemes of the other side of a comparison in VS Code. */
const comparedSchemes: readonly string[] = [
  'git',
  'gitfs',
  'conflictResolution',
  'clipboardCompare',
  'showModifications',
  'vscode-local-history',
];

/**
 * Whether this is not the document itself but another version of it: from source control, the timeline or a comparison,
 * or the server's version of a customer. Extensions show earlier versions as files of a file system that is read-only.
 */
export function isEarlierVersion(uri: vscode.Uri): boolean {
  const { scheme } = uri;
  if (scheme === editScheme) return isServerSide(uri);
  // The files of a read-only workspace folder are still requests that can be sent.
  const isReadOnly =
    vscode.workspace.fs.isWritableFileSystem(scheme) === false &&
    !vscode.workspace.workspaceFolders?.some((folder) => folder.uri.scheme === scheme);
  return isReadOnly || comparedSchemes.includes(scheme);
}

/** The column of a document's tab, preferably the active column; undefined if it has no tab. */
export function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  const { activeTabGroup, all } = vscode.window.tabGroups;
  const isOf = ({ input }: vscode.Tab): boolean =>
    input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
  return [activeTabGroup, ...all].find(({ tabs }) => tabs.some(isOf))?.viewColumn;
}
