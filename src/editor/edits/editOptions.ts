import type { Uri } from 'vscode';
import type { RecordReference } from '../shared/documents/recordUri.ts';

/** The `args` of the keybindings in the Customers view: the selected customer is meant. */
export interface KeybindingArgs {
  readonly useSelection: true;
}

/**
 * The customer to edit, the record that the title bar of its editor passes, or the selected customer for a keybinding.
 */
export type EditOptions = RecordReference | Uri | KeybindingArgs;
