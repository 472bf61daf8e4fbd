import { Uri } from 'vscode';
import { operationIds, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { historyScheme } from '../ids.ts';

/** The entry that a document of the history belongs to. */
export interface HistoryReference {
  readonly operation: OperationId;
  readonly id: number;
}

/** The URI of a history document. The authority identifies the entry; `name` is only for display. */
export function historyUri({ operation, id }: HistoryReference, name: string): Uri {
  return Uri.from({ scheme: historyScheme, authority: `${operation}-${id}`, path: `/${name}` });
}

export function readHistoryUri({ scheme, authority }: Uri): HistoryReference | undefined {
  // The name of an operation can have hyphens.
  const [, operation, id] = /^(.+)-(\d+)$/.exec(authority) ?? [];
  const known = operationIds.find((candidate) => candidate === operation);
  return scheme === historyScheme && known && Number.isSafeInteger(Number(id))
    ? { operation: known, id: Number(id) }
    : undefined;
}
