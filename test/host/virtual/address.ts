/** The folder that is open in the tests of virtual workspaces. */
export const virtualWorkspace = 'memfs:/workspace';
