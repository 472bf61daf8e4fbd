import { operationIds } from '../../kapture/catalogue/registry.ts';

/** A text of the manifest, stored in package.nls.json under a key. */
export interface ManifestText {
  readonly key: string;
  readonly english: string;
}

export function text(key: string, english: string): ManifestText {
  return { key, english };
}

/** A place in a menu. `when` and `group` are VS Code's. */
export interface MenuItem {
  readonly when?: string;
  readonly group?: string;
  /** The command that this one replaces while the Alt key is held. */
  readonly alt?: string;
}

export type Menu =
  | 'view/title'
  | 'view/item/context'
  | 'editor/title'
  | 'editor/context'
  | 'explorer/context'
  | 'testing/message/context'
  | 'commandPalette';

export interface Keybinding {
  readonly key: string;
  readonly mac?: string;
  readonly when: string;
  readonly args?: unknown;
}

export interface CommandContribution {
  /** The title, in title case. It ends with … if the command asks for input. */
  readonly title: string;
  /** The codicon, such as `$(play)`. */
  readonly icon?: string;
  readonly enablement?: string;
  readonly menus?: Readonly<Partial<Record<Menu, MenuItem | readonly MenuItem[]>>>;
  readonly keybindings?: readonly Keybinding[];
}

/**
 * The contributions of a feature to the manifest: its commands, and other sections of `contributes` in VS Code's
 * format.
 */
export interface Contributions<Command extends string = string> {
  /** The heading of its commands in the documentation. */
  readonly title: string;
  readonly commands: Readonly<Record<Command, CommandContribution>>;
  readonly activationEvents?: readonly string[];
  /** Texts of the hand-written part of package.json. */
  readonly texts?: readonly ManifestText[];
  /** Other sections of the manifest. Arrays of several features are concatenated, and objects merged. */
  readonly contributes?: Readonly<Record<string, unknown>>;
}

/** Hides a command from the Command Palette, because it needs the argument of a row or code lens. */
export const notInPalette: MenuItem = { when: 'false' };

/** The `when` clause of an editor with any JSON, including request files. */
export const isJsonEditor = 'editorLangId =~ /^(jsonc?|kapture-request|kapture-test)$/';

/** The `when` clause of a file with one request. */
export const isRequestFile = `resourceFilename =~ /\\.kapture-(${operationIds.join('|')})\\.json$/`;

/** The `when` clause of a file with several requests. */
export const hasNamedRequests = 'resourceFilename =~ /\\.kapture-requests\\.json$/';

/** The `when` clause of a file with one or several requests. */
export const hasRequests = `resourceFilename =~ /\\.kapture-(${operationIds.join('|')}|requests)\\.json$/`;
