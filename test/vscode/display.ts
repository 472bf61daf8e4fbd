import { findOnPath } from './findOnPath.ts';

/** Whether a window can be shown to a user. */
export function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** Whether a window can be opened, on a virtual display if necessary. */
export function canShowWindow(): boolean {
  return hasDisplay() || findOnPath('xvfb-run') !== undefined;
}
