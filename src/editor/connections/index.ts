export { ConnectionCommands } from './connectionCommands.ts';
export { offerConnection } from './connectionOffer.ts';
export { askKey } from './keyForm.ts';
