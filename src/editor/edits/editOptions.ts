import type { RecordReference } from '../shared/documents/recordUri.ts';

/** The `args` of the keybindings in the Customers view: the selected customer is meant. */
export interface KeybindingArgs {
  readonly useSelection: true;
}

/** The customer to edit, or the selected one for a keybinding. */
export type EditOptions = RecordReference | KeybindingArgs;
