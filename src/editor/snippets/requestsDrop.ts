import * as vscode from 'vscode';
import { folderOf, usualFolder, type RequestStore } from './requestStore.ts';
import type { RequestNode, RequestsNode } from './requestNodes.ts';

/** Moves dropped files, and copies examples; where they now are. What lies there already stays. */
export async function dropRequests(
  dragged: readonly RequestsNode[],
  target: RequestsNode | undefined,
  store: RequestStore,
): Promise<vscode.Uri[]> {
  const folder = target && folderOfDrop(target);
  if (!folder) return [];
  const landed: vscode.Uri[] = [];
  for (const node of dragged.filter(
    (candidate): candidate is RequestNode => candidate.kind === 'file' || candidate.kind === 'example',
  )) {
    if (node.kind === 'example')
      landed.push(
        await store.create(folder, node.example.title, node.operation, new TextEncoder().encode(node.example.text)),
      );
    else if (node.group !== target && folderOf(node.uri).path !== folder.path)
      landed.push(await store.move(node.uri, folder));
  }
  return landed;
}

/** Beside the request it is dropped on, or where a group keeps what has no place yet; undefined where nothing can be put. */
function folderOfDrop(target: RequestsNode): vscode.Uri | undefined {
  if (target.kind === 'file') return folderOf(target.uri);
  if (target.kind !== 'group' || !target.folder) return undefined;
  return target.place === 'workspace' ? vscode.Uri.joinPath(target.folder, usualFolder) : target.folder;
}
