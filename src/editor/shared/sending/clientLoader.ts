import { l10n, workspace, type Disposable } from 'vscode';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import type { KaptureClient, SendOptions as ClientOptions } from '../../../kapture/exchange/client.ts';
import type { Exchange, Target } from '../../../kapture/exchange/exchange.ts';
import type { NetworkSettings } from '../../../kapture/http/network.ts';
import type { Transport } from '../../../kapture/http/transport.ts';
import type { Log } from '../log.ts';
import { withProgress, type Report } from '../dialogs/progress.ts';
import { setting } from '../settings.ts';
import { numberText } from '../texts/localTexts.ts';
import type { RequestRun } from './sender.ts';

/** Loads the HTTP client when the first request is sent. */
export class ClientLoader implements Disposable {
  #client: KaptureClient | undefined;
  #transport: Transport | undefined;

  async get(): Promise<KaptureClient> {
    const { KaptureClient, createTransport } = await import('../../../kapture/index.ts');
    // A concurrent call may have created it during the import.
    this.#client ??= new KaptureClient((this.#transport ??= createTransport()), {
      maxBytes: maxResponseBytes,
      network: networkSettings,
    });
    return this.#client;
  }

  /** The client's transport, for streamed responses. */
  async transport(): Promise<Transport> {
    await this.get();
    return this.#transport!;
  }

  dispose(): void {
    void this.#client?.close();
  }
}

/** The maximum response size in bytes, from the user's settings. */
export function maxResponseBytes(): number {
  const megabytes: unknown = setting('maxResponseMegabytes');
  return (typeof megabytes === 'number' && megabytes > 0 ? megabytes : 100) * 1_000_000;
}

/**
 * The user's current proxy and certificate settings (VS Code's own settings). Workspace values are ignored, because a
 * proxy sees where requests go.
 */
export function networkSettings(): NetworkSettings {
  const http = workspace.getConfiguration('http');
  const userValue = (name: string): unknown => http.inspect(name)?.globalValue;
  const textOf = (name: string): string => {
    const value = userValue(name);
    return typeof value === 'string' ? value : '';
  };
  const noProxy = userValue('noProxy');
  return {
    usesProxies: userValue('proxySupport') !== 'off',
    proxy: textOf('proxy'),
    noProxy: Array.isArray(noProxy) ? noProxy.filter((entry) => typeof entry === 'string') : [],
    proxyAuthorization: textOf('proxyAuthorization'),
    checksProxyCertificate: userValue('proxyStrictSSL') !== false,
    usesSystemCertificates: userValue('systemCertificates') !== false,
    environment: process.env,
  };
}

/** A request with everything that it consists of. */
export interface RequestToSend {
  readonly operation: OperationId;
  readonly body: string;
  readonly target: Target;
}

interface ProgressOptions extends Pick<ClientOptions, 'confirmation' | 'retry' | 'signal' | 'usesSecrets'> {
  /** Shows the progress of this request in place of a notification. */
  readonly run?: RequestRun | undefined;
}

/** Sends a request with progress that the user can cancel, and logs the exchange. Throws a `KaptureError`. */
export async function sendWithProgress(
  title: string,
  { operation, body, target }: RequestToSend,
  { run, ...options }: ProgressOptions,
  { clients, log }: { readonly clients: ClientLoader; readonly log: Log },
): Promise<Exchange> {
  const send = async (canceled: AbortSignal, report: Report): Promise<Exchange> => {
    const client = await clients.get();
    const signal = options.signal ? AbortSignal.any([canceled, options.signal]) : canceled;
    return client.send(operation, body, target, {
      ...options,
      signal,
      onRetry: (attempt, waitMs) => {
        report(
          l10n.t(
            'retrying in {1} s (attempt {0})',
            attempt,
            numberText(waitMs / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
          ),
        );
      },
    });
  };
  const exchange = await (run ? send(run.signal, run.report) : withProgress(title, send));
  log.exchange(exchange);
  return exchange;
}
