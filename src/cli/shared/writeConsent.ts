import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { WriteConfirmation } from '../../kapture/exchange/writeGuard.ts';
import { UsageError } from './usage.ts';

export interface ConsentOptions {
  readonly yes?: boolean;
  readonly confirmProduction?: string;
}

/** Throws a {@link UsageError} if the tenant is production and the options do not name its host. */
export function requireProductionHost({ role, baseUrl }: Connection, { confirmProduction }: ConsentOptions): void {
  const { host } = new URL(baseUrl);
  if (role === 'production' && confirmProduction !== host)
    throw new UsageError(`${host} is production. To write to it, add --confirm-production ${host}.`);
}

/**
 * The confirmation of a write by the options, which the command line never asks for; undefined for a read. Throws a
 * {@link UsageError} that names the missing option.
 */
export async function consentTo(
  operation: OperationId,
  body: string,
  connection: Connection,
  options: ConsentOptions,
): Promise<WriteConfirmation | undefined> {
  if (!operations[operation].writes) return undefined;
  requireProductionHost(connection, options);
  if (connection.role === 'development' && !options.yes)
    throw new UsageError(`${operations[operation].title} writes to ${new URL(connection.baseUrl).host}. Add --yes.`);
  return WriteConfirmation.ask({ operation, body, connection }, () => Promise.resolve(true));
}
