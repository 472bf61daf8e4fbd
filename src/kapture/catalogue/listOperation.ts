import { operationIds, operations, type OperationId } from './registry.ts';

/** The operation whose response is a list of records. It can be long, so it is read while it arrives. */
export const listOperation: OperationId = operationIds.find((id) => operations[id].response.records?.form === 'list')!;
