import {
  hasNamedRequests,
  isJsonEditor,
  isRequestFile,
  type Contributions,
} from '../src/editor/shared/contributions.ts';

/** The parts of package.json that the manual lists. */
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
  readonly order?: number;
  readonly default?: string | number | boolean | readonly unknown[];
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: { readonly required?: readonly string[]; readonly properties?: Readonly<Record<string, Setting>> };
}

/** A table of the settings, in the order of the settings editor. */
export function settingsTable({ contributes }: ListedManifest): string {
  return table(
    ['Setting', 'Meaning', 'Default'],
    Object.entries(contributes.configuration.properties)
      .toSorted(([, one], [, other]) => (one.order ?? 0) - (other.order ?? 0))
      .map(([name, setting]) => [`\`${name}\``, meaning(setting), defaultOf(setting)]),
  );
}

/** A table of the properties of a connection in the setting `kapture.connections`. */
export function connectionTable({ contributes }: ListedManifest): string {
  const { required = [], properties = {} } = contributes.configuration.properties['kapture.connections']?.items ?? {};
  return table(
    ['Property', 'Meaning', 'Default'],
    Object.entries(properties).map(([name, fact]) => [
      `\`${name}\``,
      meaning(fact),
      required.includes(name) ? 'required' : defaultOf(fact),
    ]),
  );
}

/** Describes where the Command Palette shows a command, by `when` clause. */
const places: Readonly<Record<string, string>> = {
  '': 'always',
  'kapture.hasTickets': 'if `kapture.modules` has `ticket`',
  'resourceScheme == kapture': 'while a customer is edited',
  [isRequestFile]: 'in a request file',
  [hasNamedRequests]: 'in a file with several requests',
  [isJsonEditor]: 'in a JSON editor',
  [`${isJsonEditor} && resourceScheme != kapture`]: 'in a JSON editor',
  [`${isJsonEditor} || resourceScheme =~ /^kapture-(response|history)$/`]:
    'in a JSON editor and in a response, also one of the history',
  'resourceScheme == kapture-response': 'in a response',
  'resourceScheme == kapture-response && resourceExtname != .kapture-headers': 'in a response',
  'resourceScheme == kapture-response && kapture.responseIsTicket': 'in a response to Get Ticket',
  'kapture.responseHasRequest': 'in the response to a saved request',
  'kapture.responseHasBaseline': 'in the response to a request with a baseline',
  'editorLangId == kapture-test': 'in a payload test file',
  'editorLangId == kapture-response': 'in a response, also one of the history, or a customer',
  'editorLangId == kapture-response && resourceScheme == kapture-response': 'in a response',
  'editorLangId == kapture-response && resourceScheme =~ /^kapture-(response|history)$/':
    'in a response, also one of the history',
  'editorLangId == kapture-response && resourceScheme != kapture-query':
    'in a response, also one of the history, or a customer',
  'editorLangId == kapture-response || kapture.hasPulled':
    'in a response, a customer or the result of a query, and after records have been pulled',
  'resourceScheme =~ /^kapture-(response|history)$/': 'in a response, also one of the history',
  'resourceScheme == kapture-record': 'in a customer',
  'resourceScheme =~ /^kapture(-record)?$/': 'in a customer, also an edited one',
  'resourceScheme =~ /^kapture(-record)?$/ && resourceDirname in kapture.foldersWithUrl':
    'in a customer whose connection has `recordUrl`',
  'resourceScheme == kapture-query': 'in the result of a query',
  'resourceScheme == kapture-check': 'in the report of a connection test',
  '!kapture.isReadOnly': 'unless the connection is read-only',
  'kapture.hasPulled': 'after customers have been pulled',
  'kapture.hasMissing': 'while customers of the range are missing',
  'kapture.hasOtherPull': 'while there is an incomplete pull beside an earlier one',
  'kapture.isFiltered': 'while a filter is on',
  'kapture.hasSentAll': 'after requests of a folder were sent together',
  'focusedView == kapture.customers': 'in the Customers view',
  'focusedView == kapture.history': 'in the History view',
  'focusedView == kapture.requests': 'in the Requests view',
};

/** A list per feature of the commands that the Command Palette shows or that have a keybinding. */
export function commandLists(
  { contributes: { commands, keybindings, menus } }: ListedManifest,
  features: readonly Pick<Contributions, 'title' | 'commands'>[],
): string {
  const lineOf = (id: string): string | undefined => {
    const { title } = commands.find(({ command }) => command === id)!;
    const keys = keybindings.filter((binding) => binding.command === id);
    const when = menus.commandPalette.find((entry) => entry.command === id)?.when;
    if (when === 'false' && !keys.length) return undefined;
    const place = placeOf(id, when, keys[0]?.when);
    const shortcuts = keys.length ? ` ${keys.map(keyText).join(', ')}` : '';
    return `- ${title}${shortcuts}${place === 'always' ? '' : `: ${place}`}`;
  };
  return features
    .map(({ title, commands: own }) => ({
      title,
      lines: Object.keys(own)
        .map(lineOf)
        .filter((line) => line !== undefined),
    }))
    .filter(({ lines }) => lines.length)
    .map(({ title, lines }) => `## ${title}\n\n${lines.join('\n')}`)
    .join('\n\n');
}

/** Where the Command Palette shows a command, or where its keybinding works if the palette never shows it. */
function placeOf(command: string, when: string | undefined, keyWhen = ''): string {
  const place = when === 'false' ? viewOf(keyWhen) : places[when ?? ''];
  if (place === undefined)
    throw new Error(`manifestTables.ts does not describe where the Command Palette shows ${command}: ${when}`);
  const keyPlace = when === 'false' || keyWhen.includes('||') ? undefined : viewOf(keyWhen);
  return keyPlace === undefined ? place : `${place}; the keys ${keyPlace}`;
}

function viewOf(when: string): string | undefined {
  const [view] = /focusedView == [\w.]+/.exec(when) ?? [];
  return view === undefined ? undefined : places[view];
}

function keyText({ key, mac }: { readonly key: string; readonly mac?: string }): string {
  return mac === undefined ? keycaps(key) : `${keycaps(key)} (macOS ${keycaps(mac.replace('alt', 'option'))})`;
}

function keycaps(keys: string): string {
  return keys
    .split('+')
    .map((key) => `<kbd>${key[0]!.toUpperCase()}${key.slice(1)}</kbd>`)
    .join('+');
}

const oneOf = new Intl.ListFormat('en', { type: 'disjunction', style: 'long' });

/** A description with its command links as plain text, followed by the allowed values and their meaning. */
function meaning({ description, markdownDescription, enum: values = [], enumDescriptions }: Setting): string {
  const text = (markdownDescription ?? description ?? '').replace(/\[([^\]]+)\]\(command:[^)]*\)/g, '**$1**');
  const choices = values.map((value, index) => `\`${value}\`${enumDescriptions ? `: ${enumDescriptions[index]}` : ''}`);
  return [
    text,
    ...(choices.length ? [enumDescriptions ? choices.join(' ') : `One of ${oneOf.format(choices)}.`] : []),
  ].join(' ');
}

function numberText(value: number | undefined): string {
  return value?.toLocaleString('en') ?? '';
}

function defaultOf({ default: value, minimum, maximum }: Setting): string {
  const range = minimum === undefined ? '' : ` (${numberText(minimum)} to ${numberText(maximum)})`;
  return `${valueText(value)}${range}`;
}

function valueText(value: Setting['default']): string {
  if (Array.isArray(value) && value.length) return value.map((item) => `\`${item}\``).join(', ');
  return value === undefined || value === '' || typeof value === 'object' ? 'none' : `\`${value}\``;
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
