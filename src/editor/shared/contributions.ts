import { operationIds } from '../../kapture/catalogue/registry.ts';

/** A text of the manifest, which package.nls.json has under a key. */
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
  /** The command whose place it is while Alt is held. */
  readonly alt?: string;
}

export type Menu =
  'view/title' | 'view/item/context' | 'editor/title' | 'editor/context' | 'explorer/context' | 'commandPalette';

export interface Keybinding {
  readonly key: string;
  readonly mac?: string;
  readonly when: string;
  readonly args?: unknown;
}

/** A command, with all places where users find it. */
export interface CommandContribution {
  /** In title case; it ends with … if the command asks something. */
  readonly title: string;
  /** A codicon, such as `$(play)`. */
  readonly icon?: string;
  readonly enablement?: string;
  readonly menus?: Readonly<Partial<Record<Menu, MenuItem | readonly MenuItem[]>>>;
  readonly keybindings?: readonly Keybinding[];
}

/** What a feature adds to the manifest: its commands, and other sections of `contributes` as VS Code has them. */
export interface Contributions<Command extends string = string> {
  /** The heading of its commands in the documents. */
  readonly title: string;
  readonly commands: Readonly<Record<Command, CommandContribution>>;
  readonly activationEvents?: readonly string[];
  /** Texts of the hand-written part of package.json. */
  readonly texts?: readonly ManifestText[];
  /** Lists of several features are joined, and objects merged. */
  readonly contributes?: Readonly<Record<string, unknown>>;
}

/** In the palette never: the command needs what a row or lens gives it. */
export const notInPalette: MenuItem = { when: 'false' };

/** The `when` clause of an editor with JSON: a request file, or any other. */
export const isJsonEditor = 'editorLangId =~ /^(jsonc?|kapture-request)$/';

/** The `when` clause of a request file. */
export const isRequestFile = `resourceFilename =~ /\\.kapture-(${operationIds.join('|')})\\.json$/`;
