export { ConnectionCommands } from './connectionCommands.ts';
export { offerConnection } from './connectionOffer.ts';
export { explainLostKeys } from './lostKeys.ts';
export { RenamedFiles } from './renamedFiles.ts';
export { askKey } from './keyForm.ts';
