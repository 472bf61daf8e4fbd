/** The folder that is open where the tests of virtual workspaces run. */
export const virtualWorkspace = 'memfs:/workspace';
