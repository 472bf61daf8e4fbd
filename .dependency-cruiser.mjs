// Who may import whom, types and dynamic imports included: `npm run lint` checks it.
import { readdirSync } from 'node:fs';

const features = readdirSync('src/editor', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
  .map(({ name }) => name);

const forbid = (name, from, to) => ({ name, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    forbid('no-circles', {}, { circular: true }),
    forbid(
      'kapture-is-the-lowest',
      { path: '^src/kapture/' },
      { path: '^src/(sandbox|cli|editor|extension)|^vscode$' },
    ),
    forbid('sandbox-knows-kapture-alone', { path: '^src/sandbox/' }, { path: '^src/(cli|editor|extension)|^vscode$' }),
    forbid('cli-knows-no-editor', { path: '^src/cli/' }, { path: '^src/(editor|extension)|^vscode$' }),
    forbid('editor-is-below-the-entry-point', { path: '^src/editor/' }, { path: '^src/(cli|extension)' }),
    // Features do not import each other: extension.ts hands one to another, through shared/ports.ts.
    ...features.map((feature) =>
      forbid(
        `feature-${feature}-is-alone`,
        { path: `^src/editor/${feature}/` },
        { path: '^src/editor/[^/]+/', pathNot: `^src/editor/(${feature}|shared)/` },
      ),
    ),
    forbid(
      'shared-knows-no-feature',
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
