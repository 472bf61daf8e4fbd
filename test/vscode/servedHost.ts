import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchBrowser } from './browser.ts';
import { deferred } from './deferred.ts';
import { defaultLimitMs, TestOutput, timeLimit, type VscodeHost } from './host.ts';
import { servedVscodeVersion, startServedVscode } from './servedVscode.ts';

/** Runs tests in the extension host of a served VS Code, with a headless browser as its window. */
export async function servedHost(why: string): Promise<VscodeHost> {
  return {
    name: `VS Code ${await servedVscodeVersion()}, served (npm package code-server)`,
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
      const limit = timeLimit(limitMs, `The tests in the extension host had not ended after ${limitMs / 1000} s.`);
      const vscode = await startServedVscode({
        dataDir,
        extensionsDir: path.join(dataDir, 'extensions'),
        settings,
        env,
        smokeTestDriver: true,
      });
      try {
        const browser = await launchBrowser();
        try {
          const page = await browser.newPage();
          const output = new TestOutput();
          const result = deferred<number>();
          page.on('crash', () => result.reject(new Error('The page with VS Code crashed.')));
          browser.on('disconnected', () => result.reject(new Error('The browser with VS Code ended.')));
          await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) =>
            output.take(args.filter((arg) => typeof arg === 'string').join(' ')),
          );
          await page.exposeFunction('codeAutomationExit', (code: number) => result.resolve(code));
          await page.goto(
            `${vscode.urlFor(workspace)}&payload=${payload(vscode.port, extensionDevelopmentPath, extensionTestsPath)}`,
          );
          try {
            return output.verdict(await Promise.race([result.promise, vscode.failed, limit.exceeded]));
          } catch (error) {
            output.explain();
            throw error;
          }
        } finally {
          await browser.close();
        }
      } finally {
        limit.cancel();
        await vscode.stop();
      }
    },
  };
}

/**
 * What the workbench loads and runs. It accepts this only because the server was started with the smoke-test driver.
 */
function payload(port: number, extensionDevelopmentPath: string, extensionTestsPath: string): string {
  const remote = (file: string) => pathToFileURL(file).href.replace('file://', `vscode-remote://127.0.0.1:${port}`);
  return encodeURIComponent(
    JSON.stringify([
      ['extensionDevelopmentPath', remote(extensionDevelopmentPath)],
      ['extensionTestsPath', remote(extensionTestsPath)],
    ]),
  );
}
