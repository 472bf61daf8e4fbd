export { addSecrets } from './keys/addSecrets.ts';
export { ConnectionCommands } from './connectionCommands.ts';
export { deleteUnusedKeys } from './keys/deleteUnusedKeys.ts';
export { KeyCommands } from './keys/keyCommands.ts';
export { offerConnection } from './offerConnection.ts';
export { showUnusable } from './showUnusable.ts';
export { ReferenceUpdates } from './renames/referenceUpdates.ts';
export { askMissingHeader, askMissingKey } from './keys/askMissing.ts';
export { deleteSecrets, setSecret } from './keys/secretCommands.ts';
