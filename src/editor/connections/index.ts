/** The forms and pickers for connections, loaded on first use. */
export { ConnectionCommands } from './connectionCommands.ts';
export { offerConnection, showLostSelection, showUnusable } from './connectionPicker.ts';
export { addSecretVariables, askMissingSecret } from './keys/askSecrets.ts';
export { manageSecrets } from './keys/manageSecrets.ts';
