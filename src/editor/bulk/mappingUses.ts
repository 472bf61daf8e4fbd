import type { Memento, Uri } from 'vscode';

/** A mapping file, and the fields beyond the documented ones that the user agreed to, by tenant. */
interface MappingUse {
  readonly file: string;
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

const usesKey = 'bulk.mappingUses';
/** The latest files. */
const maxFiles = 100;

/** The tenants that each mapping file was used with. */
export class MappingUses {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  /**
   * Whether a mapping can be used with a tenant without a question. `own` are its fields that the connection does not
   * document: another tenant may not have them. IDs and codes of another tenant belong to other customers.
   */
  isKnown(file: Uri, tenant: string, own: readonly string[]): boolean {
    const use = this.#uses.find((one) => one.file === file.toString());
    if (!use) return !own.length;
    const agreed = use.fields[tenant];
    return agreed !== undefined && own.every((field) => agreed.includes(field));
  }

  async add(file: Uri, tenant: string, own: readonly string[]): Promise<void> {
    const use = this.#uses.find((one) => one.file === file.toString());
    if (use && this.isKnown(file, tenant, own)) return;
    await this.#store({ file: file.toString(), fields: { ...use?.fields, [tenant]: own } });
  }

  /** For a copy of a mapping. */
  async copy(from: Uri, to: Uri): Promise<void> {
    const use = this.#uses.find((one) => one.file === from.toString());
    if (use) await this.#store({ ...use, file: to.toString() });
  }

  get #uses(): readonly MappingUse[] {
    return this.#state.get<readonly MappingUse[]>(usesKey, []);
  }

  async #store(use: MappingUse): Promise<void> {
    const others = this.#uses.filter(({ file }) => file !== use.file);
    await this.#state.update(usesKey, [use, ...others].slice(0, maxFiles));
  }
}
