import { EventEmitter, l10n, window, type Disposable, type OutputChannel } from 'vscode';
import { keyOfUser, type AuthKey } from '../../kapture/connection/authKey.ts';
import { sandboxPassword, sandboxUser } from '../../sandbox/credentials.ts';
import type { FaultId } from '../../sandbox/faults.ts';
import type { LoggedRequest, Sandbox } from '../../sandbox/listener.ts';
import type { Log } from '../shared/log.ts';
import type { SandboxAccess } from '../shared/targets.ts';
import { setting } from '../shared/settings.ts';

/**
 * The maximum time to wait for a response of the sandbox, in milliseconds. A sandbox of another window can take seconds
 * on a busy machine, and its port cannot be used for another one.
 */
const responseMs = 10_000;

/**
 * The sandbox that this window uses. It is started on first use, unless another window or the command line has already
 * started one on the port from the settings. It is controlled over HTTP in both cases.
 */
export class SandboxHost implements SandboxAccess, Disposable {
  readonly #log: Log;
  #starting: Promise<string> | undefined;
  #ownSandbox: Sandbox | undefined;
  #requests: OutputChannel | undefined;
  readonly #faultRead = new EventEmitter<FaultId>();
  /**
   * Fires before each use of a sandbox that this window did not start, with the fault that it simulates: another window
   * or an earlier session may have set one.
   */
  readonly onDidReadFault = this.#faultRead.event;

  constructor(log: Log) {
    this.#log = log;
  }

  /** The auth key of the sandbox, which is public because it only gives access to made-up data on this machine. */
  get key(): AuthKey {
    return keyOfUser(sandboxUser, sandboxPassword).key!;
  }

  /**
   * The URL of the sandbox that this window started or found, or else of the one on the port from the settings, which
   * this window may have used before it was reloaded. Undefined if it has used none and would start one on a free port.
   */
  get url(): Promise<string> | undefined {
    const port = configuredPort();
    return this.#starting ?? (port ? Promise.resolve(urlAt(port)) : undefined);
  }

  async start(): Promise<string> {
    const earlier = this.#starting;
    if (earlier && !this.#ownSandbox) {
      const isRunning = await this.#isRunning(await earlier);
      // A concurrent call may have replaced it in the meantime.
      if (!isRunning && this.#starting === earlier) this.#starting = undefined;
    }
    const starting = (this.#starting ??= this.#connect());
    try {
      return await starting;
    } catch (error) {
      if (this.#starting === starting) this.#starting = undefined;
      throw error;
    }
  }

  async #connect(): Promise<string> {
    const port = configuredPort();
    const running = urlAt(port);
    if (port && (await this.#isRunning(running))) return this.#use(running);
    const { SandboxError, startSandbox } = await import('../../sandbox/index.ts');
    try {
      this.#ownSandbox = await startSandbox({
        port,
        onRequest: (request) => void this.#append(request),
      });
    } catch (error) {
      // Another window may have started it in the meantime.
      const isTaken = SandboxError.is(error) && error.reason === 'port-in-use';
      if (isTaken && (await this.#isRunning(running))) return this.#use(running);
      throw error;
    }
    this.#log.info(`The sandbox is running at ${this.#ownSandbox.url}.`);
    return this.#ownSandbox.url;
  }

  /** Shows the requests that the sandbox of this window received. */
  async showRequests(): Promise<void> {
    const url = await this.start();
    if (!this.#ownSandbox)
      this.#channel().appendLine(l10n.t('The requests to {0} are listed in the window that started it.', url));
    this.#channel().show();
  }

  #channel(): OutputChannel {
    return (this.#requests ??= window.createOutputChannel('Kapture Sandbox'));
  }

  async #append(request: LoggedRequest): Promise<void> {
    const { requestLine } = await import('./requestLine.ts');
    this.#channel().appendLine(requestLine(request));
  }

  #use(running: string): string {
    this.#log.info(`Using the sandbox at ${running}.`);
    return running;
  }

  async #isRunning(url: string): Promise<boolean> {
    const sandbox = await readStatus(url);
    if (sandbox) this.#faultRead.fire(sandbox.fault ?? 'none');
    return sandbox !== undefined;
  }

  async setFault(fault: FaultId): Promise<void> {
    await this.#control('/sandbox/fault', { fault });
  }

  /** The fault that the sandbox simulates; starts the sandbox if necessary. */
  async fault(): Promise<FaultId> {
    return (await readStatus(await this.start()))?.fault ?? 'none';
  }

  /** Restores the initial customers and switches faults off. */
  async reset(): Promise<void> {
    await this.#control('/sandbox/reset', {});
  }

  async #control(path: string, body: object): Promise<void> {
    const { ok, status } = await fetch((await this.start()) + path, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(responseMs),
      headers: { 'content-type': 'application/json', 'x-kapture-sandbox': '1' },
    });
    if (!ok) throw new Error(l10n.t('the sandbox returned HTTP {0}', status));
  }

  dispose(): void {
    this.#faultRead.dispose();
    this.#requests?.dispose();
    void this.#ownSandbox?.close();
  }
}

/** The port from the settings; 0 for any free one. */
function configuredPort(): number {
  const port: unknown = setting('sandbox.port');
  return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
}

const urlAt = (port: number): string => `http://127.0.0.1:${port}`;

/** The status of the sandbox at a URL. Undefined if nothing is listening there, or something else is. */
async function readStatus(url: string): Promise<{ readonly fault?: FaultId } | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(responseMs), redirect: 'error' });
    const status = (await response.json()) as { readonly 'kapture-sandbox'?: unknown; readonly fault?: FaultId } | null;
    return status?.['kapture-sandbox'] === true ? status : undefined;
  } catch {
    return undefined;
  }
}
