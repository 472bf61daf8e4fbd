import * as vscode from 'vscode';
import { folderOf, defaultFolder, type RequestStore } from './requestStore.ts';
import type { RequestNode, RequestsNode } from './requestNodes.ts';

/**
 * Moves dropped files and copies dropped examples. Returns their new URIs. Files that are already in the folder stay.
 */
export async function dropRequests(
  dragged: readonly RequestsNode[],
  target: RequestsNode | undefined,
  store: RequestStore,
): Promise<vscode.Uri[]> {
  const folder = target && dropFolder(target);
  if (!folder) return [];
  const moved: vscode.Uri[] = [];
  for (const node of dragged.filter(
    (candidate): candidate is RequestNode => candidate.kind === 'file' || candidate.kind === 'example',
  )) {
    if (node.kind === 'example')
      moved.push(
        await store.create(folder, node.example.title, node.operation, new TextEncoder().encode(node.example.text)),
      );
    else if (node.group !== target && folderOf(node.uri).path !== folder.path)
      moved.push(await store.move(node.uri, folder));
  }
  return moved;
}

/**
 * The folder of the request that is the drop target, or the default folder of a group; undefined if nothing can be
 * dropped there.
 */
function dropFolder(target: RequestsNode): vscode.Uri | undefined {
  if (target.kind === 'file') return folderOf(target.uri);
  if (target.kind !== 'group' || !target.folder) return undefined;
  return target.place === 'workspace' ? vscode.Uri.joinPath(target.folder, defaultFolder) : target.folder;
}
