import { createHash } from 'node:crypto';

/** A request to copy, without its auth key. */
export interface CopyableRequest {
  readonly url: string;
  readonly body: string;
  /** The environment variable from which the copied text reads the key. */
  readonly keyVariable: string;
}

/**
 * The environment variable for the key of a connection: `KAPTURE_KEY_ACME_INDIA` for "Acme (India)", and `KAPTURE_KEY`
 * for a name without Latin letters and digits. If another one of `all` connections has the same variable, a hash of the
 * name is appended, so that a copied command never uses another tenant's key.
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
