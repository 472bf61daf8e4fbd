import type { OperationId } from '../../../../kapture/catalogue/registry.ts';
import type { Target } from '../../../../kapture/exchange/exchange.ts';
import { refuseReadOnly } from '../../../../kapture/exchange/writeGuard.ts';
import type { Targets } from '../../ports.ts';
import { unreachableText } from '../../texts/tenantText.ts';
import { NotSent } from './notSent.ts';
import type { SendRequestOptions } from '../sendRequestOptions.ts';

/** Finds the connection and the key of one request, and asks the user for what is missing. */
export class TargetFinder {
  readonly #targets: Targets;
  readonly #mayAsk: boolean;
  #hasAsked = false;

  constructor(targets: Targets, { ask = true }: SendRequestOptions) {
    this.#targets = targets;
    this.#mayAsk = ask;
  }

  /** Whether the user was asked for a connection or a key. */
  get hasAsked(): boolean {
    return this.#hasAsked;
  }

  /**
   * The name of the connection; undefined if the user has to choose one. Throws `NotSent` if no connection leads to the
   * tenant.
   */
  nameFor({ tenant, expected, connection }: SendRequestOptions): string | undefined {
    const wanted = expected?.name ?? connection;
    if (tenant === undefined) return wanted ?? this.#targets.activeName;
    const found = this.#targets.connectionOf(tenant, wanted);
    if (!found) throw new NotSent(unreachableText(tenant));
    return found.name;
  }

  /**
   * Throws `NotSent` if the user cancels or `tenant` is another tenant, and a `KaptureError` for a write to a read-only
   * connection.
   */
  async find(name: string | undefined, operation: OperationId, tenant?: string): Promise<Target> {
    const known = this.#targets.all.find((candidate) => candidate.name === name);
    // Checked before the user is asked for a key or for variables.
    if (known) refuseReadOnly(operation, known);
    const target = await this.#resolve(name, operation);
    if (!target) throw new NotSent();
    // The connection may have changed while the user was asked for a key.
    if (tenant !== undefined && target.connection.tenant !== tenant) throw new NotSent(unreachableText(tenant));
    return target;
  }

  /** Adds the values of secret variables. Throws `NotSent` if the user cancels. */
  async addSecrets(target: Target, names: readonly string[]): Promise<Target> {
    const missing = names.filter((name) => !Object.hasOwn(target.variables ?? {}, name));
    if (!missing.length) return target;
    this.#hasAsked = true;
    const complete = this.#mayAsk ? await this.#targets.addSecrets(target, missing) : undefined;
    if (!complete) throw new NotSent();
    return complete;
  }

  async #resolve(name: string | undefined, operation: OperationId): Promise<Target | undefined> {
    const known = name === undefined ? undefined : await this.#targets.resolveNamed(name, operation, { ask: false });
    if (known || !this.#mayAsk) return known;
    this.#hasAsked = true;
    if (name !== undefined) return this.#targets.resolveNamed(name, operation);
    const chosen = await this.#targets.resolveConnection();
    if (!chosen) return undefined;
    refuseReadOnly(operation, chosen);
    return this.#targets.resolveNamed(chosen.name, operation);
  }
}
