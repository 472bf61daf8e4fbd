import type { Contributions, ManifestText, MenuItem } from '../src/editor/shared/contributions.ts';

/** The generated parts of package.json, and the English texts of package.nls.json. */
export interface GeneratedManifest {
  readonly activationEvents: readonly string[];
  readonly contributes: Readonly<Record<string, unknown>>;
  readonly texts: Readonly<Record<string, string>>;
}

/** Combines the contributions of all features. Throws if two of them contradict each other. */
export function generateManifest(features: readonly Contributions[]): GeneratedManifest {
  const texts = new Map<string, string>();
  const keyOf = ({ key, english }: ManifestText): string => {
    if ((texts.get(key) ?? english) !== english) throw new Error(`The manifest has two texts for ${key}.`);
    texts.set(key, english);
    return `%${key}%`;
  };
  for (const { texts: own = [] } of features) own.forEach(keyOf);

  const commands = features.flatMap((feature) => Object.entries(feature.commands));
  const repeated = commands.find(([id], index) => commands.findIndex(([other]) => other === id) !== index);
  if (repeated) throw new Error(`Two features have the command ${repeated[0]}.`);
  const contributed = {
    commands: commands.map(([command, { title, icon, enablement }]) => ({
      command,
      title: { key: `command.${command.slice(command.indexOf('.') + 1)}`, english: title },
      category: 'Kapture',
      ...(icon !== undefined && { icon }),
      ...(enablement !== undefined && { enablement }),
    })),
    menus: menusOf(features),
    keybindings: commands.flatMap(([command, { keybindings = [] }]) =>
      keybindings.map((keybinding) => ({ command, ...keybinding })),
    ),
  };
  const merged = features
    .map(({ contributes = {} }) => contributes)
    .reduce<unknown>((all, part) => merge(all, part), contributed);
  const languages = (merged as { languages?: readonly Language[] }).languages ?? [];
  const whole = { ...(merged as object), languages: mergedLanguages(languages) };
  return {
    activationEvents: features.flatMap(({ activationEvents = [] }) => activationEvents),
    contributes: withKeys(whole, keyOf) as Readonly<Record<string, unknown>>,
    texts: Object.fromEntries(texts),
  };
}

function menusOf(features: readonly Contributions[]): Record<string, object[]> {
  const menus: Record<string, object[]> = {};
  for (const { commands } of features) {
    for (const [command, { menus: own = {} }] of Object.entries(commands)) {
      for (const [menu, items] of Object.entries(own)) {
        const list: readonly MenuItem[] = Array.isArray(items) ? (items as MenuItem[]) : [items as MenuItem];
        (menus[menu] ??= []).push(...list.map((item) => ({ command, ...item })));
      }
    }
  }
  return menus;
}

interface Language {
  readonly id: string;
  readonly filenamePatterns?: readonly string[];
}

/** Merges the entries of a language that several features contribute to. */
function mergedLanguages(languages: readonly Language[]): Language[] {
  return [...new Set(languages.map(({ id }) => id))].map((id) =>
    languages.filter((language) => language.id === id).reduce((all, part) => merge(all, { ...part, id }) as Language),
  );
}

/** Concatenates arrays and merges objects. Any other values must be equal. */
function merge(one: unknown, other: unknown): unknown {
  if (one === undefined) return other;
  if (Array.isArray(one) && Array.isArray(other)) return [...(one as unknown[]), ...(other as unknown[])];
  if (isObject(one) && isObject(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return Object.fromEntries(keys.map((key) => [key, key in other ? merge(one[key], other[key]) : one[key]]));
  }
  if (one !== other) throw new Error(`Two features differ: ${JSON.stringify(one)} and ${JSON.stringify(other)}.`);
  return one;
}

/** The same value with each text replaced by its `%key%`. */
function withKeys(value: unknown, keyOf: (text: ManifestText) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withKeys(item, keyOf));
  if (!isObject(value)) return value;
  if (isText(value)) return keyOf(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withKeys(inner, keyOf)]));
}

function isText(value: object): value is ManifestText {
  return Object.keys(value).sort().join() === 'english,key';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
