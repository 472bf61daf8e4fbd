import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Values by full setting name. */
export type Settings = Record<string, unknown>;

/**
 * User settings for a workbench that shows only the workspace: no welcome page, chat, recommendations, updates or
 * telemetry. They prevent notifications that tests could click by accident, and keep screenshots clean.
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
  // VS Code would announce a local server, such as the sandbox, as a port to forward.
  'remote.autoForwardPorts': false,
};

/** Writes a `settings.json` with `quietSettings` and `settings`. */
export async function writeSettings(file: string, settings: Settings = {}): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ ...quietSettings, ...settings }, undefined, 4));
}
