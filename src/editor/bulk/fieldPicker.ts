import * as vscode from 'vscode';
import { bulkFields, schemaOfField, type WriteForms, type Mapping } from '../../kapture/bulk/mappings/mapping.ts';
import { fieldOfIdentifier } from '../../kapture/bulk/plans/identifiers.ts';
import { catalogueText } from '../shared/texts/catalogueTexts.ts';
import { oneLabel } from '../shared/texts/plainText.ts';

/** An item for a field that the user names. It stays in the list whatever the user types. */
export function otherField(): vscode.QuickPickItem {
  return { label: vscode.l10n.t('Another Field…'), iconPath: new vscode.ThemeIcon('edit'), alwaysShow: true };
}

export function fieldItems(mapping: Pick<Mapping, 'matchBy'>, forms: WriteForms): vscode.QuickPickItem[] {
  return bulkFields(forms, mapping.matchBy).map((field) => {
    const description = schemaOfField(forms, field)?.description;
    return { label: field, ...(description && { description: withoutCodeMarks(catalogueText(description)) }) };
  });
}

/** A text without backticks, because a list does not render Markdown. */
function withoutCodeMarks(markdown: string): string {
  return markdown.replaceAll('`', '');
}

/** Asks for the name of a tenant's own field. `typed` is what the user has typed already. */
export async function askField(typed: string): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    value: typed,
    title: vscode.l10n.t('Field of the Tenant'),
    prompt: vscode.l10n.t('The exact name of the field in a request.'),
    validateInput: (text) => (text.trim() ? undefined : vscode.l10n.t('Enter a name.')),
  });
  return name?.trim();
}

/** Fields whose values identify a customer, or that Kapture generates. */
const identifying: ReadonlySet<string> = new Set([...Object.values(fieldOfIdentifier), 'contact_id']);

/** Asks for a field: a documented one, or another one by its name. */
export async function pickField(forms: WriteForms, title: string): Promise<string | undefined> {
  const other = otherField();
  // A value for every row cannot identify customers.
  const fields = fieldItems({ matchBy: 'id' }, forms).filter(({ label }) => !identifying.has(label));
  const found = await pickItem([...fields, other], {
    title,
    placeholder: vscode.l10n.t('Select a field'),
  });
  return found?.item === other ? askField(found.typed) : found?.item.label;
}

/** Asks for a value of a field. The box stays open while `refusalOf` says why the value cannot be used. */
export function askValue(
  field: string,
  value = '',
  {
    prompt = vscode.l10n.t('The value for every row.'),
    refusalOf = () => undefined,
  }: { readonly prompt?: string; readonly refusalOf?: (value: string) => string | undefined } = {},
): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: oneLabel(field, 60),
    value,
    prompt: `${prompt} ${vscode.l10n.t('It can contain variables such as {{$today}}.')}`,
    validateInput: refusalOf,
  });
}

interface PickItemOptions<Item> {
  readonly title: string;
  readonly placeholder: string;
  /** The item that Enter accepts while nothing is typed; the first one by default. */
  readonly active?: Item | undefined;
}

/** Asks for an item. Resolves to it and the text that the user typed; undefined if the user cancels. */
export function pickItem<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  { title, placeholder, active }: PickItemOptions<Item>,
): Promise<{ readonly item: Item; readonly typed: string } | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = title;
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  pick.items = items;
  if (active) pick.activeItems = [active];
  return new Promise((resolve) => {
    pick.onDidChangeValue((value) => {
      // VS Code would otherwise make the first item active.
      if (!value && active) pick.activeItems = [active];
    });
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      if (!item) return;
      resolve({ item, typed: pick.value.trim() });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
