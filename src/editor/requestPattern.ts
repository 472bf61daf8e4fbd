import { operationIds } from '../kapture/operations.ts';

/** The files that are requests. */
export const requestPattern = `**/*.kapture-{${operationIds.join(',')}}.json`;
