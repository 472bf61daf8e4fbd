import path from 'node:path';
import { hasDisplay } from './display.ts';
import { writeSettings } from './quietSettings.ts';
import { defaultLimitMs, TestOutput, timeLimit, type VscodeHost } from './host.ts';
import { startOwned } from './ownedProcess.ts';

/** Runs tests in the extension host of a desktop VS Code. `executable` is its main program, not the `code` script. */
export function desktopHost(executable: string, why: string): VscodeHost {
  return {
    name: `desktop VS Code at ${executable}`,
    why,
    async runTests({
      extensionDevelopmentPath,
      extensionTestsPath,
      workspace,
      dataDir,
      settings,
      env,
      limitMs = defaultLimitMs,
    }) {
      await writeSettings(path.join(dataDir, 'User', 'settings.json'), settings);
      const [command, front] = hasDisplay() ? [executable, []] : ['xvfb-run', ['-a', executable]];
      // The arguments that `runTests` of @vscode/test-electron passes, in an owned process that a time limit or Ctrl+C
      // can end.
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
      const output = new TestOutput();
      vscode.onLine((line) => output.take(line));
      const limit = timeLimit(limitMs, `The tests in the extension host had not ended after ${limitMs / 1000} s.`);
      try {
        const { code, signal } = await Promise.race([vscode.ended, limit.exceeded]);
        if (code === null) {
          throw new Error(`VS Code was ended by ${signal} before the tests had ended.`);
        }
        return output.verdict(code);
      } catch (error) {
        output.explain();
        throw error;
      } finally {
        limit.cancel();
        await vscode.stop();
      }
    },
  };
}
