import assert from 'node:assert/strict';
import type { FileNode, GroupNode, RequestNode } from '../../../src/editor/snippets/requestNodes.ts';
import type { RequestsTree } from '../../../src/editor/snippets/requestsTree.ts';
import { fixture } from './fixture.ts';

type Place = GroupNode['place'];

export async function tree(): Promise<RequestsTree> {
  return (await fixture().snippets.open()).tree;
}

export async function group(place: Place): Promise<GroupNode> {
  const groups = (await (await tree()).getChildren()) as GroupNode[];
  return groups.find((candidate) => candidate.place === place)!;
}

/** The requests of a group, including those in folders. */
export async function rows(place: Place): Promise<RequestNode[]> {
  return (await tree()).requests(await group(place));
}

/** The row of a file, as soon as it appears. */
export async function fileRow(place: Place, label: string): Promise<FileNode> {
  const nodes = await untilRows(place, (labels) => labels.includes(label));
  const items = await tree();
  return nodes.find((node) => items.getTreeItem(node).label === label) as FileNode;
}

/** The rows of a group, as soon as `areWanted` accepts their labels. */
export async function untilRows(
  place: Place,
  areWanted: (labels: readonly string[]) => boolean,
): Promise<RequestNode[]> {
  const view = await tree();
  let labels: string[] = [];
  for (;;) {
    let changed = (): void => undefined;
    const change = new Promise<void>((resolve) => (changed = resolve));
    const listening = view.onDidChangeTreeData(changed);
    const limit = setTimeout(changed, 10_000);
    try {
      const nodes = await rows(place);
      labels = nodes.map((node) => view.getTreeItem(node).label as string);
      if (areWanted(labels)) return nodes;
      const since = performance.now();
      await change;
      assert.ok(
        performance.now() - since < 9000,
        `timed out waiting for ${areWanted.toString()}; the rows are ${labels.join()}`,
      );
    } finally {
      clearTimeout(limit);
      listening.dispose();
    }
  }
}
