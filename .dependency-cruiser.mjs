// Which folders may import which, including types and dynamic imports. `npm run lint` checks this.
import { readdirSync } from 'node:fs';

const features = readdirSync('src/editor', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
  .map(({ name }) => name);

const forbid = (name, from, to) => ({ name, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    // A type from a file that uses this one makes no circle at run time.
    forbid('no-circular-imports', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    { ...forbid('no-circular-folders', {}, { circular: true }), scope: 'folder' },
    forbid(
      'kapture-imports-nothing-above',
      { path: '^src/kapture/' },
      { path: '^src/(sandbox|cli|editor|extension)|^vscode$' },
    ),
    // A write has one way to a server: KaptureClient.send, which applies exchange/writeGuard.ts. Pulls only read,
    // and so do the checks of connections, which refuse a path that may change data (connectionCheck/mayWrite.ts).
    forbid(
      'only-the-client-and-pulls-send',
      {
        path: '^src/',
        pathNot:
          '^src/kapture/(http/|exchange/client|pull/|connectionCheck/sendRead|connectionCheck/checkConnection|index)|^src/editor/shared/sending/clientLoader',
      },
      { path: '^src/kapture/http/transport' },
    ),
    forbid('sandbox-imports-only-kapture', { path: '^src/sandbox/' }, { path: '^src/(cli|editor|extension)|^vscode$' }),
    forbid('cli-does-not-import-editor', { path: '^src/cli/' }, { path: '^src/(editor|extension)|^vscode$' }),
    forbid('editor-does-not-import-entry-points', { path: '^src/editor/' }, { path: '^src/(cli|extension)' }),
    // What both need is in other folders, such as bulk/lookups and bulk/writes.
    forbid('runs-do-not-import-planning', { path: '^src/kapture/bulk/runs/' }, { path: '^src/kapture/bulk/planning/' }),
    forbid(
      'planning-does-not-import-runs',
      { path: '^src/kapture/bulk/planning/' },
      { path: '^src/kapture/bulk/runs/' },
    ),
    forbid('tables-know-no-plans', { path: '^src/kapture/bulk/tables/' }, { path: '^src/kapture/bulk/(?!tables/)' }),
    // Features do not import each other. extension.ts passes one to another through interfaces in shared.
    ...features.map((feature) =>
      forbid(
        `feature-${feature}-imports-no-other-feature`,
        { path: `^src/editor/${feature}/` },
        { path: '^src/editor/[^/]+/', pathNot: `^src/editor/(${feature}|shared)/` },
      ),
    ),
    forbid(
      'shared-imports-no-feature',
      { path: '^src/editor/shared/' },
      { path: `^src/editor/(${features.join('|')})/` },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.json'] },
  },
};
