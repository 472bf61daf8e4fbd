export { addSecrets } from './addSecrets.ts';
export { ConnectionCommands } from './connectionCommands.ts';
export { KeyCommands } from './keyCommands.ts';
export { offerConnection } from './offerConnection.ts';
export { showUnusable } from './showUnusable.ts';
export { ReferenceUpdates } from './referenceUpdates.ts';
export { askMissingHeader, askMissingKey } from './askMissing.ts';
export { deleteSecrets, setSecret } from './secretCommands.ts';
