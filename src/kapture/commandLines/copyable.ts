import { createHash } from 'node:crypto';

/** A request as it is copied: everything but the auth key. */
export interface CopyableRequest {
  readonly url: string;
  readonly body: string;
  /** Name of the environment variable that holds the key where the copied text is run. */
  readonly keyVariable: string;
}

/**
 * The environment variable for the key of a connection: `KAPTURE_KEY_ACME_INDIA` for "Acme (India)", and `KAPTURE_KEY` for
 * a name without Latin letters and digits. Where that is the same for another one of `all` connections, a few digits of
 * its own follow: no copied command is to take another tenant's key.
 */
export function keyVariableOf(connection: string, all: readonly string[] = []): string {
  const variable = plainVariableOf(connection);
  const isAmbiguous = all.some((name) => name !== connection && plainVariableOf(name) === variable);
  return isAmbiguous
    ? `${variable}_${createHash('sha256').update(connection).digest('hex').slice(0, 6).toUpperCase()}`
    : variable;
}

function plainVariableOf(connection: string): string {
  const name = connection
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .toUpperCase();
  return name ? `KAPTURE_KEY_${name}` : 'KAPTURE_KEY';
}
