/** The oldest Node.js that the command line runs on: the first with `node:sqlite` without a flag. */
export const oldestNode = '22.13';

/** Throws an error with a sentence for the user if this version of Node.js is too old. */
export function requireNode(version = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Error(
    `This command needs Node.js ${oldestNode} or later, and this is Node.js ${version}. In a clone of the repository, npx runs it on the Node.js that npm ci installed.`,
  );
}
