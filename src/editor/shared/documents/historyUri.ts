import { Uri } from 'vscode';
import { operationIds, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { historyScheme } from '../ids.ts';

/** What the address of a response of the history says. */
export interface HistoryReference {
  readonly operation: OperationId;
  readonly id: number;
}

/** The address of a response of the history; it is found by its id, the name is for the reader. */
export function historyUri({ operation, id }: HistoryReference, name: string): Uri {
  return Uri.from({ scheme: historyScheme, authority: `${operation}-${id}`, path: `/${name}` });
}

export function readHistoryUri({ scheme, authority }: Uri): HistoryReference | undefined {
  const [operation, id] = authority.split('-');
  const known = operationIds.find((candidate) => candidate === operation);
  return scheme === historyScheme && known && Number.isSafeInteger(Number(id))
    ? { operation: known, id: Number(id) }
    : undefined;
}
