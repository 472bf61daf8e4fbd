import { randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { listFiles, PackageManager } from '@vscode/vsce';
import { parse } from 'jsonc-parser';
import { cacheFolder, exists, repositoryRoot } from './cacheFolder.ts';
import { endingText, endWithOurParent, startOwned, stopOwned, type OwnedProcess } from './ownedProcess.ts';
import type { Settings } from './quietSettings.ts';
import { startServedVscode, userSettingsFile, type ServedVscode } from './served.ts';

/** `npm start`: serves a VS Code with the extension of this checkout, a sandbox, and a folder to try it in. */

const demo = path.join(cacheFolder, 'demo');
const usage = `npm start [-- --port N] [-- --profile FOLDER]
 --port N    the port of VS Code (default: a free one)
 --profile FOLDER   the folder for VS Code's data; an empty folder is like a first start (default: .vscode-test/start)`;

try {
  process.exitCode = await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await stopOwned();
}

async function start(): Promise<number> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      profile: { type: 'string', default: path.join(cacheFolder, 'start') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(usage);
  }
  endWithOurParent();
  const { sandbox, url: sandboxUrl } = await startSandbox();
  await makeDemo();
  const settings = {
    // Auto save is on by default in a browser, and would try to save customers, which are sent only when the user
    // saves.
    'files.autoSaveWorkspaceFilesOnly': true,
    'kapture.defaultConnection': 'Sandbox',
    'kapture.sandbox.port': Number(new URL(sandboxUrl).port),
  };
  const vscode = await startServed(port, path.resolve(values.profile), settings);

  console.log(`
Kapture CRM runs from this checkout.

 Sandbox   ${sandboxUrl}
 VS Code   ${vscode.urlFor(demo)}
           (open this URL in a browser, and keep it secret: everyone who has it can use this VS Code)
 Folder    ${path.relative(process.cwd(), demo) || '.'}  (your changes are kept; delete it for a fresh copy)

 Ctrl+C ends everything.
`);
  return Promise.race([
    vscode.failed,
    sandbox.ended.then((ending) => {
      if (ending.wasStopped) {
        return new Promise<never>(() => undefined);
      }
      throw new Error(`The sandbox ended (${endingText(ending)}).\n${sandbox.recentLines().slice(-15).join('\n')}`);
    }),
  ]);
}

async function startServed(port: number, profile: string, settings: Settings): Promise<ServedVscode> {
  const dataDir = path.join(profile, 'served');
  const extensionsDir = path.join(dataDir, 'extensions');
  await copyExtension(extensionsDir);
  return startServedVscode({
    dataDir,
    extensionsDir,
    port,
    settings: await mergedSettings(userSettingsFile(dataDir), settings),
    connectionToken: randomBytes(24).toString('base64url'),
  });
}

/** Starts the sandbox as a child process. Its first line has its URL. */
async function startSandbox(): Promise<{ sandbox: OwnedProcess; url: string }> {
  const program = path.join(repositoryRoot, 'dist', 'cli', 'kapture.mjs');
  if (!(await exists(program))) {
    throw new Error('The sandbox has not been built. Run "npm run build", or "npm start", which builds it too.');
  }
  const sandbox = await startOwned(process.execPath, [program, 'sandbox', '--port', '0']);
  const url = await new Promise<string>((resolve, reject) => {
    sandbox.onLine((line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (found) {
        resolve(found);
      }
    });
    void sandbox.ended.then(() =>
      reject(new Error(`The sandbox did not start:\n${sandbox.recentLines().slice(-15).join('\n')}`)),
    );
  });
  return { sandbox, url };
}

/** Creates the folder to try things in. Existing files are unchanged. */
async function makeDemo(): Promise<void> {
  await mkdir(demo, { recursive: true });
  const original = path.join(repositoryRoot, 'test', 'demo');
  if (await exists(original)) {
    await cp(original, demo, { recursive: true, force: false });
  }
}

/**
 * Installs the files of the package as an extension of the served VS Code, which supports extensions under development
 * only in tests. A link would not work: VS Code uses real paths and could not assign the views to the extension.
 */
async function copyExtension(extensionsDir: string): Promise<void> {
  const folder = path.join(extensionsDir, 'kapture-crm-from-checkout');
  await rm(extensionsDir, { recursive: true, force: true });
  for (const file of await listFiles({ cwd: repositoryRoot, packageManager: PackageManager.None })) {
    await cp(path.join(repositoryRoot, file), path.join(folder, file));
  }
}

/** The user's earlier settings in that VS Code, overridden by ours. */
async function mergedSettings(file: string, ours: Settings): Promise<Settings> {
  const before = (await exists(file)) ? (parse(await readFile(file, 'utf8')) as Settings | undefined) : {};
  return { ...before, ...ours };
}
