import { operationIds, type OperationId } from '../../../kapture/catalogue/registry.ts';

/** The scope of a key: one operation, or all operations without their own key. */
export type KeySlot = OperationId | 'default';

export const keySlots: readonly KeySlot[] = ['default', ...operationIds];

/** The scope of the value of a secret header or variable. */
export type ValueSlot = `header/${string}` | `variable/${string}`;

export type SecretSlot = KeySlot | ValueSlot;

const prefix = 'kapture.key/';

/** The slot of a secret header. Header names ignore case. */
export function headerSlot(header: string): ValueSlot {
  return `header/${header.toLowerCase()}`;
}

/** The ID of an entry in SecretStorage. */
export function secretId(name: string, slot: SecretSlot): string {
  return `${prefix}${slot}/${name}`;
}

/**
 * The slot of a value in an ID of {@link secretId}. The names of headers, variables and connections have no slashes.
 */
export function valueSlotIn(id: string, name: string): ValueSlot | undefined {
  const [kind, value, owner] = id.slice(prefix.length).split('/');
  return (kind === 'header' || kind === 'variable') && value !== undefined && owner === name
    ? `${kind}/${value}`
    : undefined;
}
