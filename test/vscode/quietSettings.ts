import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Values by full setting name. */
export type Settings = Record<string, unknown>;

/**
 * User settings for a workbench that shows the workspace and nothing else: no welcome, no chat, no advice, no
 * update or telemetry. They keep tests from clicking at a notification that comes and goes, and pictures clean.
 */
export const quietSettings: Readonly<Settings> = {
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.welcomePage.experimentalOnboarding': false,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'telemetry.feedback.enabled': false,
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.banner': 'never',
  // a server on loopback, such as the sandbox, would be announced as a port to forward
  'remote.autoForwardPorts': false,
};

/** Writes a `settings.json`: `settings` on top of the quiet ones. */
export async function writeSettings(file: string, settings: Settings = {}): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ ...quietSettings, ...settings }, undefined, 4));
}
