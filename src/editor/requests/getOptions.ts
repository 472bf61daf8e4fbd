import type { UncertainWrite } from '../shared/sending/uncertainWrite.ts';

/** The arguments of Get Customer. */
export interface GetOptions {
  /** Whether to ask for the customer even if the active editor is a Get request. */
  readonly ask?: boolean;
  /** The fields that identify the customer. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Name of the connection. Default: the active one. */
  readonly connection?: string | undefined;
  /** The tenant of the customer. The request is sent only to this tenant, preferably through `connection`. */
  readonly tenant?: string | undefined;
  /** The uncertain write whose customer it is. */
  readonly write?: UncertainWrite | undefined;
}
