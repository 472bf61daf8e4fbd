/**
 * The only user of the sandbox: the example user of Kapture's API documentation, so that its samples work unchanged.
 */
export const sandboxUser = 'kapdemo';

/**
 * The password of `sandboxUser`. Not a secret: it is published, and the sandbox only accepts requests from this
 * machine.
 */
export const sandboxPassword = 'kap123';
