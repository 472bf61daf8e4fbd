import type { FaultSettings } from './faults.ts';

export const noFault: FaultSettings = { fault: 'none' };

/** The current fault of the sandbox, and for how many more requests it applies. */
export class FaultSwitch {
  #settings: FaultSettings;

  constructor(settings: FaultSettings = noFault) {
    this.#settings = settings;
  }

  /** The fault for the next request. */
  get settings(): FaultSettings {
    return this.#settings;
  }

  set(settings: FaultSettings): void {
    this.#settings = settings;
  }

  clear(): void {
    this.#settings = noFault;
  }

  /** Returns the fault for one request and counts it. */
  take(): FaultSettings {
    const settings = this.#settings;
    if (settings.times !== undefined)
      this.#settings = settings.times > 1 ? { ...settings, times: settings.times - 1 } : noFault;
    return settings;
  }
}
