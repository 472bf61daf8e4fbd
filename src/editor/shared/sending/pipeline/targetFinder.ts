import { l10n } from 'vscode';
import type { OperationId } from '../../../../kapture/catalogue/registry.ts';
import type { Connection } from '../../../../kapture/connection/connection.ts';
import type { Target } from '../../../../kapture/exchange/exchange.ts';
import { refuseReadOnly } from '../../../../kapture/exchange/writeGuard.ts';
import type { Targets } from '../../ports.ts';
import { unreachableActions } from '../../questions/showUnreachable.ts';
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
    if (!found) throw unreachable(tenant);
    return found.name;
  }

  /**
   * The connection, without its key. Throws `NotSent` if the user cancels or it leads to another tenant than `tenant`,
   * and a `KaptureError` for a write to a read-only connection.
   */
  async connection(name: string | undefined, operation: OperationId, tenant?: string): Promise<Connection> {
    const known = this.#known(name);
    // Checked before the user is asked for variables or for a key.
    if (known) refuseReadOnly(operation, known);
    else if (!this.#mayAsk) throw new NotSent();
    if (name === undefined) this.#hasAsked = true;
    const found = await this.#targets.resolveConnection(name);
    if (!found) throw new NotSent();
    refuseReadOnly(operation, found);
    refuseOtherTenant(found, tenant);
    return found;
  }

  /** The connection with its key. Throws as {@link connection} does. */
  async find(name: string, operation: OperationId, tenant?: string): Promise<Target> {
    const known = this.#known(name);
    if (known) refuseReadOnly(operation, known);
    const target = await this.#resolve(name, operation);
    if (!target) throw new NotSent();
    // The connection may have changed while the user was asked for a key.
    refuseOtherTenant(target.connection, tenant);
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

  #known(name: string | undefined): Connection | undefined {
    return this.#targets.all.find((candidate) => candidate.name === name);
  }

  async #resolve(name: string, operation: OperationId): Promise<Target | undefined> {
    const known = await this.#targets.resolveNamed(name, operation, { ask: false });
    if (known || !this.#mayAsk) return known;
    this.#hasAsked = true;
    return this.#targets.resolveNamed(name, operation);
  }
}

function refuseOtherTenant(connection: Connection, tenant: string | undefined): void {
  if (tenant !== undefined && connection.tenant !== tenant) throw unreachable(tenant);
}

function unreachable(tenant: string): NotSent {
  return new NotSent(l10n.t('Nothing was sent. {0}', unreachableText(tenant)), ...unreachableActions(tenant));
}
