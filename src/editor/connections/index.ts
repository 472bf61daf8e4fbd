export { ConnectionCommands } from './connectionCommands.ts';
export { KeyCommands } from './keyCommands.ts';
export { offerConnection } from './offerConnection.ts';
export { explainLostKeys } from './explainLostKeys.ts';
export { ReferenceUpdates } from './referenceUpdates.ts';
export { askKey } from './keyForm.ts';
export { askHeaderSecret } from './headerForm.ts';
export { deleteSecrets, setSecret } from './secretCommands.ts';
export { addSecrets } from './secretForm.ts';
