import * as vscode from 'vscode';
import type { Memento } from 'vscode';
import { oneDetail, oneLabel } from '../../shared/texts/plainText.ts';

/** A filter of customers that the user named. It can be applied to any tenant. */
export interface SavedFilter {
  readonly name: string;
  readonly filter: string;
}

const savedKey = 'customers.filters';

export class SavedFilters {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  /** The saved filters, sorted by name. */
  get all(): readonly SavedFilter[] {
    return this.#state.get<readonly SavedFilter[]>(savedKey, []);
  }

  nameOf(filter: string): string | undefined {
    return this.all.find((saved) => saved.filter === filter)?.name;
  }

  /** Saves a filter, in place of one with the same name. */
  async save(saved: SavedFilter): Promise<void> {
    await this.#update([...this.#without(saved.name), saved]);
  }

  /** Renames a filter, which replaces another filter with the new name. */
  async rename({ name, filter }: SavedFilter, newName: string): Promise<void> {
    const others = this.#without(name).filter((other) => other.name !== newName);
    await this.#update([...others, { name: newName, filter }]);
  }

  async delete(name: string): Promise<void> {
    await this.#update(this.#without(name));
  }

  #without(name: string): SavedFilter[] {
    return this.all.filter((other) => other.name !== name);
  }

  async #update(all: readonly SavedFilter[]): Promise<void> {
    await this.#state.update(
      savedKey,
      all.toSorted((one, other) => one.name.localeCompare(other.name)),
    );
  }
}

export async function saveFilter(filters: SavedFilters, filter: string): Promise<void> {
  const name = await askFilterName(filters, vscode.l10n.t('Save Filter'), { name: '', filter });
  if (name === undefined) return;
  await filters.save({ name, filter });
  vscode.window.setStatusBarMessage(vscode.l10n.t('Saved the filter {0}', oneLabel(name, 60)), 3000);
}

/** Lets the user rename or delete a saved filter. */
export async function manageFilters(filters: SavedFilters): Promise<void> {
  const items = filters.all.map((saved) => ({
    label: oneLabel(saved.name, 60),
    description: oneDetail(saved.filter, 100),
    saved,
  }));
  const title = vscode.l10n.t('Rename or Delete Saved Filters');
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Select a filter'),
    matchOnDescription: true,
  });
  if (!picked) return;
  const actions = [
    { label: vscode.l10n.t('Rename…'), isDelete: false },
    { label: vscode.l10n.t('Delete'), isDelete: true },
  ];
  const action = await vscode.window.showQuickPick(actions, { title: picked.label, placeHolder: picked.description });
  if (action?.isDelete) await filters.delete(picked.saved.name);
  else if (action) await rename(filters, picked.saved);
}

async function rename(filters: SavedFilters, saved: SavedFilter): Promise<void> {
  const name = await askFilterName(filters, vscode.l10n.t('Rename Filter'), saved);
  if (name !== undefined) await filters.rename(saved, name);
}

/** Asks for a name, and removes the blanks around it. */
async function askFilterName(filters: SavedFilters, title: string, current: SavedFilter): Promise<string | undefined> {
  const taken = new Set(filters.all.map(({ name }) => name).filter((name) => name !== current.name));
  const name = await vscode.window.showInputBox({
    title,
    prompt: oneLabel(current.filter, 100),
    value: current.name,
    placeHolder: vscode.l10n.t('Name of the filter'),
    validateInput: (text) => {
      if (!text.trim()) return vscode.l10n.t('Enter a name.');
      return taken.has(text.trim())
        ? {
            message: vscode.l10n.t('A filter with this name already exists. It will be replaced.'),
            severity: vscode.InputBoxValidationSeverity.Warning,
          }
        : undefined;
    },
  });
  return name?.trim();
}
