import { existsSync } from 'node:fs';
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { cacheFolder, repositoryRoot } from './cacheFolder.ts';
import { resultOf, TestOutput, type VscodeHost } from './host.ts';
import { startOwned } from './ownedProcess.ts';
import { writeSettings } from './quietSettings.ts';

/**
 * Runs tests in the extension host of a desktop VS Code: the program at `VSCODE_PATH`, else the version
 * `KAPTURE_VSCODE_VERSION` or the newest, which is downloaded.
 */
export async function desktopHost(): Promise<VscodeHost> {
  const executable = process.env['VSCODE_PATH'] ?? (await download());
  if (!existsSync(executable)) throw new Error(`VSCODE_PATH is ${executable}, which does not exist.`);
  // The display is virtual on a machine without one.
  const needsDisplay = process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'];
  const [command, front] = needsDisplay ? ['xvfb-run', ['-a', executable]] : [executable, []];
  return {
    name: `desktop VS Code at ${executable}`,
    async runTests({ extensionDevelopmentPath, extensionTestsPath, workspace, dataDir, settings, env, label }) {
      await writeSettings(path.join(dataDir, 'User', 'settings.json'), settings);
      // The arguments that `runTests` of @vscode/test-electron passes, in a process that we can end.
      const vscode = await startOwned(
        command,
        [
          ...front,
          ...(workspace === undefined ? [] : [/^[\w-]{2,}:/.test(workspace) ? `--folder-uri=${workspace}` : workspace]),
          '--no-sandbox',
          '--disable-gpu-sandbox',
          '--disable-updates',
          '--skip-welcome',
          '--skip-release-notes',
          '--disable-workspace-trust',
          '--disable-extensions',
          `--extensions-dir=${path.join(dataDir, 'extensions')}`,
          `--user-data-dir=${dataDir}`,
          `--extensionTestsPath=${extensionTestsPath}`,
          `--extensionDevelopmentPath=${extensionDevelopmentPath}`,
        ],
        { env: { ...process.env, ...env, ELECTRON_RUN_AS_NODE: undefined } },
      );
      const output = new TestOutput(label);
      vscode.onLine((line) => output.take(line));
      const ended = vscode.ended.then(({ code, signal }) => {
        if (code === null) throw new Error(`VS Code was ended by ${signal} before the tests had ended.`);
        return code;
      });
      try {
        return await resultOf(ended, output);
      } finally {
        await vscode.stop();
      }
    },
  };
}

function download(): Promise<string> {
  return downloadAndUnzipVSCode({
    version: process.env['KAPTURE_VSCODE_VERSION'],
    cachePath: cacheFolder,
    extensionDevelopmentPath: repositoryRoot,
  });
}
