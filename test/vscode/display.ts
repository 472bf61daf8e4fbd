import { findOnPath } from './findOnPath.ts';

/** Whether a window can be shown to somebody. */
export function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** Whether a window can be opened, if need be on a display that nobody sees. */
export function canShowWindow(): boolean {
  return hasDisplay() || findOnPath('xvfb-run') !== undefined;
}
