import { EventEmitter, l10n, type Disposable } from 'vscode';
import { keyOfUser, type AuthKey } from '../../kapture/connection/authKey.ts';
import { sandboxPassword, sandboxUser } from '../../sandbox/credentials.ts';
import type { FaultId } from '../../sandbox/faults.ts';
import type { Sandbox } from '../../sandbox/listener.ts';
import type { Log } from '../shared/log.ts';
import type { SandboxAccess } from '../shared/ports.ts';
import { setting } from '../shared/settings.ts';

const loopback = '127.0.0.1';

/**
 * The sandbox of this window: one that it starts when first used, or one that runs already on the port of the setting
 * (another window's, or one started on its own). It is steered over HTTP either way.
 */
export class SandboxHost implements SandboxAccess, Disposable {
  readonly #log: Log;
  #starting: Promise<string> | undefined;
  #own: Sandbox | undefined;
  readonly #met = new EventEmitter<FaultId>();
  /** The fault that is played by a sandbox that runs already, each time that it is about to be used: others may have set it, or this window before a reload. */
  readonly onDidMeet = this.#met.event;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Published with the sandbox: it opens nothing but invented data on this machine. */
  get key(): AuthKey {
    return keyOfUser(sandboxUser, sandboxPassword).key!;
  }

  async start(): Promise<string> {
    if (this.#starting && !this.#own && !(await this.#isThere(await this.#starting))) this.#starting = undefined;
    this.#starting ??= this.#find();
    try {
      return await this.#starting;
    } catch (error) {
      this.#starting = undefined;
      throw error;
    }
  }

  async #find(): Promise<string> {
    const wanted: unknown = setting('sandbox.port');
    const port = typeof wanted === 'number' && Number.isInteger(wanted) && wanted > 0 && wanted < 65_536 ? wanted : 0;
    const running = `http://${loopback}:${port}`;
    if (port && (await this.#isThere(running))) {
      this.#log.info(`Using the sandbox at ${running}.`);
      return running;
    }
    const { startSandbox } = await import('../../sandbox/index.ts');
    this.#own = await startSandbox({ port });
    this.#log.info(`The sandbox is running at ${this.#own.url}.`);
    return this.#own.url;
  }

  async #isThere(url: string): Promise<boolean> {
    const sandbox = await sandboxAt(url);
    if (sandbox) this.#met.fire(sandbox.fault ?? 'none');
    return sandbox !== undefined;
  }

  async setFault(fault: FaultId): Promise<void> {
    await this.#steer('/sandbox/fault', { fault });
  }

  /** The one that is played now. */
  async fault(): Promise<FaultId> {
    return (await sandboxAt(await this.start()))?.fault ?? 'none';
  }

  /** Back to the customers it started with, without faults. */
  async reset(): Promise<void> {
    await this.#steer('/sandbox/reset', {});
  }

  async #steer(path: string, body: object): Promise<void> {
    const response = await fetch((await this.start()) + path, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
      headers: { 'content-type': 'application/json', 'x-kapture-sandbox': '1' },
    });
    if (!response.ok) throw new Error(l10n.t('the sandbox returned HTTP {0}', response.status));
  }

  dispose(): void {
    this.#met.dispose();
    void this.#own?.close();
  }
}

/** What a sandbox of ours says of itself; undefined where something else listens, or nothing. */
async function sandboxAt(url: string): Promise<{ readonly fault?: FaultId } | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000), redirect: 'error' });
    const said = (await response.json()) as { readonly 'kapture-sandbox'?: unknown; readonly fault?: FaultId } | null;
    return said?.['kapture-sandbox'] === true ? said : undefined;
  } catch {
    return undefined;
  }
}
