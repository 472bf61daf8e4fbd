import { operationIds } from '../../../kapture/catalogue/registry.ts';

/** The files that are requests. */
export const requestPattern = `**/*.kapture-{${operationIds.join(',')},requests}.json`;
