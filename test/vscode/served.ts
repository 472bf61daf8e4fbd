import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { launchBrowser } from './browser.ts';
import { exists, filledOnce, repositoryRoot } from './cacheFolder.ts';
import { resultOf, TestOutput, withoutNoise, type VscodeHost } from './host.ts';
import { endingText, startOwned, type OwnedProcess } from './ownedProcess.ts';
import { writeSettings, type Settings } from './quietSettings.ts';

/** The version of the npm package `code-server`, which contains VS Code 1.139.1. */
const defaultVersion = '4.139.1';

export interface ServedVscodeOptions {
  /** For everything that the server writes, including user settings. */
  dataDir: string;
  /** The folder of installed extensions. */
  extensionsDir: string;
  /** User settings, in addition to `quietSettings`. */
  settings?: Settings;
  /** A secret that every request must contain, or 'none' (only for tests, on loopback). Default: 'none'. */
  connectionToken?: string;
  /** Accepts a page's `payload` and skips dialogs, for tests in the extension host. Default: false. */
  smokeTestDriver?: boolean;
  /** Whether VS Code asks if a folder is trusted. Default: false, which trusts every folder. */
  workspaceTrust?: boolean;
  /** 0 selects a free port. Default: 0. */
  port?: number;
  env?: NodeJS.ProcessEnv;
}

export interface ServedVscode {
  /** The base URL, such as `http://127.0.0.1:40001`, without a trailing slash and without the token. */
  readonly url: string;
  readonly port: number;
  /**
   * The URL that opens `folder` (a path or the URI of a virtual folder), including the token. Without a folder: an
   * empty window.
   */
  urlFor(folder?: string): string;
  /** Rejects if the server ends without being stopped. Never resolves. */
  readonly failed: Promise<never>;
  /** Kills the processes that run extensions. VS Code starts them again. Not on Windows. */
  readonly killExtensionHosts: () => Promise<void>;
  stop(): Promise<void>;
}

const startLimitMs = 60_000;

/** Starts a VS Code server on loopback and waits until it responds. It ends with this process at the latest. */
export async function startServedVscode(options: ServedVscodeOptions): Promise<ServedVscode> {
  const folder = await installServedVscode();
  await mkdir(options.extensionsDir, { recursive: true });
  await writeSettings(userSettingsFile(options.dataDir), options.settings);
  const token = options.connectionToken ?? 'none';
  const tokenFile = path.join(options.dataDir, 'connection-token');
  if (token !== 'none') {
    // The token is in a file, because other users of the machine can read command lines.
    await writeFile(tokenFile, token, { mode: 0o600 });
  }
  const server = await startServer(
    folder,
    [
      '--host',
      '127.0.0.1',
      '--port',
      String(options.port ?? 0),
      ...(token === 'none' ? ['--without-connection-token'] : ['--connection-token-file', tokenFile]),
      '--accept-server-license-terms',
      '--server-data-dir',
      options.dataDir,
      '--extensions-dir',
      options.extensionsDir,
      '--telemetry-level',
      'off',
      ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
      ...(options.smokeTestDriver ? ['--enable-smoke-test-driver'] : []),
    ],
    options.env,
  );
  try {
    const port = await listeningPort(server);
    const url = `http://127.0.0.1:${port}`;
    const failed = server.ended.then((ending) => {
      if (ending.wasStopped) {
        return new Promise<never>(() => undefined);
      }
      throw failure(`The VS Code server ended unexpectedly (${endingText(ending)}).`, server);
    });
    failed.catch(() => undefined); // This prevents an unhandled rejection if `failed` is never awaited.
    await Promise.race([checkResponse(url, token), failed]);
    return {
      url,
      port,
      urlFor: (folder) =>
        `${url}/?${new URLSearchParams({ ...(token === 'none' ? {} : { tkn: token }), ...(folder === undefined ? { ew: 'true' } : { folder }) }).toString()}`,
      failed,
      killExtensionHosts: () => killExtensionHosts(server.pid),
      stop: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function killExtensionHosts(server: number): Promise<void> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  const hosts = stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
    return Number(parent) === server && command!.includes('--type=extensionHost') ? [Number(pid)] : [];
  });
  if (!hosts.length) throw new Error('There is no extension host.');
  for (const pid of hosts) process.kill(pid, 'SIGKILL');
}

/** Installs a packaged extension into `extensionsDir`, offline. */
export async function installExtension(vsix: string, extensionsDir: string, dataDir: string): Promise<void> {
  const folder = await installServedVscode();
  await mkdir(extensionsDir, { recursive: true });
  const installing = await startServer(folder, [
    '--install-extension',
    path.resolve(vsix),
    '--extensions-dir',
    extensionsDir,
    '--server-data-dir',
    dataDir,
    '--accept-server-license-terms',
    '--telemetry-level',
    'off',
  ]);
  const { code } = await installing.ended;
  await installing.stop();
  if (code !== 0) {
    throw failure(`VS Code did not install ${vsix} (exit code ${code}).`, installing);
  }
}

/** Runs tests in the extension host of a served VS Code, with a headless browser as its window. */
export async function servedHost(): Promise<VscodeHost> {
  const { version } = await readManifest<{ version: string }>(await installServedVscode());
  return {
    name: `VS Code ${version}, served (npm package code-server)`,
    async runTests({ extensionDevelopmentPath, extensionTestsPath, workspace, dataDir, settings, env, label }) {
      const extensionsDir = path.join(dataDir, 'extensions');
      const vscode = await startServedVscode({ dataDir, extensionsDir, settings, env, smokeTestDriver: true });
      const browser = await launchBrowser();
      try {
        const page = await browser.newPage();
        const output = new TestOutput(label);
        const result = Promise.withResolvers<number>();
        page.on('crash', () => result.reject(new Error('The page with VS Code crashed.')));
        browser.on('disconnected', () => result.reject(new Error('The browser with VS Code ended.')));
        await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) =>
          output.take(args.filter((arg) => typeof arg === 'string').join(' ')),
        );
        await page.exposeFunction('codeAutomationExit', (code: number) => result.resolve(code));
        await page.goto(
          `${vscode.urlFor(workspace)}&payload=${payload(vscode.port, extensionDevelopmentPath, extensionTestsPath)}`,
        );
        return await resultOf(Promise.race([result.promise, vscode.failed]), output);
      } finally {
        await browser.close();
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

/**
 * The file of the user settings. This server stores user data on its own disk, in `data/User`: extensions see it as
 * `inspect().globalValue`, including settings with scope `application`. (`data/Machine` has the remote settings. A
 * plain VS Code for the Web would store user settings in the browser.)
 */
export function userSettingsFile(dataDir: string): string {
  return path.join(dataDir, 'data', 'User', 'settings.json');
}

/**
 * The version of `code-server` to install. `KAPTURE_VSCODE_VERSION=1.105.0` selects VS Code 1.105 with any patch
 * version.
 */
function wantedVersion(): string {
  const minor = /^1\.(\d+)(\.|$)/.exec(process.env['KAPTURE_VSCODE_VERSION'] ?? '')?.[1];
  return minor === undefined ? defaultVersion : `4.${minor}`;
}

/**
 * The folder of the server, downloaded from npm on first use (about 12 s, 600 MB). Nothing is compiled: without the
 * native modules, only file logging and the like is missing, which no test needs. Only its VS Code is kept, and the
 * Node version that it requires if that is not the current one.
 */
export async function installServedVscode(): Promise<string> {
  const version = wantedVersion();
  return filledOnce(`served-${version}`, async (folder) => {
    console.log(`Downloading VS Code (code-server ${version}) from npm, once …`);
    const fetched = path.join(folder, 'fetched');
    await mkdir(fetched);
    await writeFile(path.join(fetched, 'package.json'), '{ "private": true }');
    await npmInstall(fetched, [`code-server@${version}`]);
    const codeServer = path.join(fetched, 'node_modules', 'code-server');
    const {
      engines: { node },
    } = await readManifest<{ engines: { node: string } }>(codeServer);
    if (node !== process.versions.node.split('.')[0]) await fetchNode(node, fetched, folder);
    const server = path.join(codeServer, 'lib', 'vscode');
    await replaceGitHubModules(server);
    await npmInstall(server, ['--omit=dev']);
    await completeSearch(server, fetched);
    for (const part of ['out', 'extensions', 'node_modules', 'bin', 'resources', 'package.json', 'product.json']) {
      if (await exists(path.join(server, part))) {
        await rename(path.join(server, part), path.join(folder, part));
      }
    }
    await rm(fetched, { recursive: true });
  });
}

interface Lock {
  readonly packages: Record<string, { readonly version: string; readonly dependencies?: Record<string, string> }>;
}

/**
 * Some versions have a module from GitHub, which is not reachable on every network. npm has the same version, already
 * built.
 */
async function replaceGitHubModules(server: string): Promise<void> {
  const lockFile = path.join(server, 'npm-shrinkwrap.json');
  const manifest = await readManifest<{ dependencies: Record<string, string> }>(server);
  const lock = JSON.parse(await readFile(lockFile, 'utf8')) as Lock;
  for (const name of Object.keys(manifest.dependencies).filter((name) => manifest.dependencies[name]!.includes('/'))) {
    const place = `node_modules/${name}`;
    manifest.dependencies[name] = lock.packages['']!.dependencies![name] = lock.packages[place]!.version;
    delete lock.packages[place];
  }
  await writeFile(path.join(server, 'package.json'), JSON.stringify(manifest));
  await writeFile(lockFile, JSON.stringify(lock));
}

/**
 * VS Code's search needs a program that older versions download from GitHub in a script. Newer ones have it from npm.
 */
async function completeSearch(server: string, fetched: string): Promise<void> {
  const ripgrep = path.join(server, 'node_modules', '@vscode', 'ripgrep');
  if (!(await exists(ripgrep)) || (await exists(path.join(ripgrep, 'bin')))) return;
  await npmInstall(fetched, ['@vscode/ripgrep@1.18.0']);
  await rename(
    path.join(fetched, 'node_modules', '@vscode', `ripgrep-${process.platform}-${process.arch}`, 'bin'),
    path.join(ripgrep, 'bin'),
  );
}

const ownNode = path.join('node', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * An older VS Code runs extensions on an older Node, which may lack functions that they use. Its tests must run on that
 * version.
 */
async function fetchNode(major: string, fetched: string, folder: string): Promise<void> {
  const { optionalDependencies } = await readManifest<{ optionalDependencies: Record<string, string> }>(
    path.join(repositoryRoot, 'build', 'node'),
  );
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const name = Object.keys(optionalDependencies).find((candidate) => candidate.endsWith(platform));
  if (name === undefined) throw new Error(`This VS Code requires Node ${major}, and npm has none for ${platform}.`);
  await npmInstall(fetched, [`${name}@${major}`]);
  await rename(path.join(fetched, 'node_modules', name, 'bin'), path.join(folder, 'node'));
}

async function readManifest<Manifest>(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as Manifest;
}

async function npmInstall(folder: string, args: string[]): Promise<void> {
  const all = ['install', ...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // `npm run` sets the path of npm's program, which avoids looking for npm.cmd on Windows.
  const npm = process.env['npm_execpath'];
  const running = npm?.endsWith('.js')
    ? await startOwned(process.execPath, [npm, ...all], { cwd: folder })
    : await startOwned('npm', all, { cwd: folder, shell: process.platform === 'win32' });
  const { code } = await running.ended;
  await running.stop();
  if (code !== 0) {
    throw failure(`npm could not download VS Code for the tests: npm ${all.join(' ')} ended with ${code}.`, running);
  }
}

async function startServer(folder: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<OwnedProcess> {
  const node = path.join(folder, ownNode);
  return startOwned(
    (await exists(node)) ? node : process.execPath,
    [path.join(folder, 'out', 'server-main.js'), ...args],
    {
      // The VSCODE_… variables of a surrounding VS Code terminal refer to its own server and window. The new server
      // must not use them.
      env: { ...withoutVscode(process.env), ...env },
    },
  );
}

function withoutVscode(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(name)));
}

function listeningPort(server: OwnedProcess): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    const limit = setTimeout(
      () => reject(failure(`The VS Code server was not ready after ${startLimitMs / 1000} s.`, server)),
      startLimitMs,
    );
    server.onLine((line) => {
      const port = /agent listening on (\d+)/.exec(line)?.[1];
      if (port) {
        clearTimeout(limit);
        resolve(Number(port));
      } else if (/EADDRINUSE/.test(line)) {
        clearTimeout(limit);
        reject(failure('The port for VS Code is in use. Choose another one, or omit --port.', server));
      }
    });
    void server.ended.then((ending) => {
      clearTimeout(limit);
      reject(failure(`The VS Code server ended during its start (${endingText(ending)}).`, server));
    });
  });
}

/**
 * Sends one request to check the workbench, because the server accepts connections before it reports that it listens.
 */
async function checkResponse(url: string, token: string): Promise<void> {
  const probe = new URL(url);
  if (token !== 'none') {
    probe.searchParams.set('tkn', token);
  }
  const response = await fetch(probe, { redirect: 'manual', signal: AbortSignal.timeout(startLimitMs) });
  await response.body?.cancel();
  if (response.status >= 400) {
    throw new Error(`The VS Code server returned HTTP ${response.status} for ${probe.origin}.`);
  }
}

function failure(sentence: string, server: OwnedProcess): Error {
  const output = withoutNoise(server.recentLines()).slice(-30);
  return new Error(output.length === 0 ? sentence : `${sentence} Its output:\n    ${output.join('\n    ')}`);
}
