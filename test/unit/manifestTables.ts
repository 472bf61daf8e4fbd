/** What of package.json the README lists. */
export interface ListedManifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly keybindings: readonly {
      readonly command: string;
      readonly key: string;
      readonly mac?: string;
      readonly when: string;
    }[];
    readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

interface Setting {
  readonly default?: string | number | boolean | readonly unknown[];
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: { readonly required?: readonly string[]; readonly properties?: Readonly<Record<string, Setting>> };
}

/** The settings, in the order of the settings editor. */
export function settingsTable({ contributes }: ListedManifest): string {
  return table(
    ['Setting', 'Meaning', 'Default'],
    Object.entries(contributes.configuration.properties).map(([name, setting]) => [
      `\`${name}\``,
      meaning(setting),
      defaultOf(setting),
    ]),
  );
}

/** The facts of a connection, which the setting `kapture.connections` holds. */
export function connectionTable({ contributes }: ListedManifest): string {
  const { required = [], properties = {} } = contributes.configuration.properties['kapture.connections']?.items ?? {};
  return table(
    ['Fact', 'Meaning', 'Default'],
    Object.entries(properties).map(([name, fact]) => [
      `\`${name}\``,
      meaning(fact),
      required.includes(name) ? 'needed' : defaultOf(fact),
    ]),
  );
}

/** Where the palette shows a command, by its `when` clause. */
const places: Readonly<Record<string, string>> = {
  'resourceScheme == kapture': 'while a customer is edited',
  'resourceFilename =~ /\\.kapture-(add|get|update|pull)\\.json$/': 'in a request file',
  'editorLangId =~ /^(jsonc?|kapture-request)$/': 'in a JSON editor',
  'editorLangId =~ /^(jsonc?|kapture-request)$/ && resourceScheme != kapture': 'in a JSON editor',
  'editorLangId =~ /^(jsonc?|kapture-request)$/ || resourceScheme == kapture-reply': 'in a JSON editor and in a reply',
  editorHasSelection: 'while text is selected',
  'resourceScheme == kapture-reply': 'in a reply',
  '!kapture.isReadOnly': 'unless the connection is read-only',
  'kapture.hasPulled': 'once customers are pulled',
  'kapture.hasMissing': 'while customers of the range are missing',
  'kapture.hasOtherPull': 'while an incomplete pull and an earlier one are there',
  'kapture.isFiltered': 'while a filter is on',
  'kapture.showsAllHistory': 'while the history of all is shown',
  '!kapture.showsAllHistory': 'while that of one connection is shown',
  'focusedView == kapture.customers': 'in the Customers view',
  'focusedView == kapture.customers && !kapture.isReadOnly':
    'in the Customers view, unless the connection is read-only',
  'focusedView == kapture.history': 'in the History view',
  'focusedView == kapture.requests': 'in the Requests view',
};

/** The command that each table of commands begins with, in the order of the manifest. */
const groups: Readonly<Record<string, string>> = {
  'kapture.addCustomer': 'Requests',
  'kapture.pullRange': 'Customers',
  'kapture.editCustomer': 'Editing a customer',
  'kapture.showInCustomers': 'Replies',
  'kapture.selectConnection': 'Connections and keys',
  'kapture.useSandbox': 'Sandbox',
  'kapture.openHistoryReply': 'History',
  'kapture.newPayloadTest': 'Payload tests, and the log',
  'kapture.saveAsSnippet': 'Kept requests',
};

/** Every command that the palette shows somewhere, and those that have a key: a table for each group. */
export function commandTables({ contributes: { commands, keybindings, menus } }: ListedManifest): string {
  const tables: { readonly title: string; readonly rows: (readonly string[])[] }[] = [];
  for (const { command, title } of commands) {
    const group = groups[command];
    if (group) tables.push({ title: group, rows: [] });
    const keys = keybindings.filter((binding) => binding.command === command);
    const when = menus.commandPalette.find((entry) => entry.command === command)?.when;
    if (when === 'false' && !keys.length) continue;
    const place = when === undefined ? 'always' : when === 'false' ? viewOf(keys[0]!.when) : places[when];
    if (place === undefined)
      throw new Error(`manifestTables.ts has no words for when the palette shows ${command}: ${when}`);
    tables.at(-1)!.rows.push([title, keys.map(keyText).join(', '), place]);
  }
  if (tables.length !== Object.keys(groups).length)
    throw new Error('manifestTables.ts has groups that begin with commands which are not there any more');
  return tables.map(({ title, rows }) => `**${title}**\n\n${table(['Command', 'Key', 'Shown'], rows)}`).join('\n\n');
}

function viewOf(when: string): string | undefined {
  return places[/focusedView == [\w.]+/.exec(when)?.[0] ?? ''];
}

function keyText({ key, mac }: { readonly key: string; readonly mac?: string }): string {
  return mac === undefined ? keycaps(key) : `${keycaps(key)} (macOS ${keycaps(mac)})`;
}

function keycaps(keys: string): string {
  return keys
    .split('+')
    .map((key) => `<kbd>${key[0]!.toUpperCase()}${key.slice(1)}</kbd>`)
    .join('+');
}

/** A description with its links to commands as plain text, and what the words of a choice mean. */
function meaning({ description, markdownDescription, enum: words = [], enumDescriptions }: Setting): string {
  const text = (markdownDescription ?? description ?? '').replace(/\[([^\]]+)\]\(command:[^)]*\)/g, '**$1**');
  const choices = words.map((word, index) => `\`${word}\`${enumDescriptions ? `: ${enumDescriptions[index]}` : ''}`);
  return [
    text,
    ...(choices.length ? [enumDescriptions ? choices.join(' ') : `One of ${choices.join(', ')}.`] : []),
  ].join(' ');
}

function defaultOf({ default: value, minimum, maximum }: Setting): string {
  const range = minimum === undefined ? '' : ` (${minimum} to ${maximum})`;
  return `${value === undefined || value === '' || typeof value === 'object' ? 'none' : `\`${value}\``}${range}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
