/** The user that the sandbox knows: the example user of Kapture's published API page, so that its samples work as they are. */
export const sandboxUser = 'kapdemo';

/** The password of `sandboxUser`. No secret: it is published, and the sandbox answers this machine alone. */
export const sandboxPassword = 'kap123';
