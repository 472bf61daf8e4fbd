export { ConnectionCommands } from './connectionCommands.ts';
export { offerConnection } from './connectionOffer.ts';
export { explainLostKeys } from './lostKeys.ts';
export { askKey } from './keyForm.ts';
