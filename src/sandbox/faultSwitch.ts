import type { FaultOrder } from './faults.ts';

const noFault: FaultOrder = { fault: 'none' };

/** Which fault the sandbox shows, and for how long yet. */
export class FaultSwitch {
  #order: FaultOrder;

  constructor(order: FaultOrder = noFault) {
    this.#order = order;
  }

  /** What the next request meets. */
  get order(): FaultOrder {
    return this.#order;
  }

  set(order: FaultOrder): void {
    this.#order = order;
  }

  clear(): void {
    this.#order = noFault;
  }

  /** The fault for one request, which counts as shown. */
  take(): FaultOrder {
    const order = this.#order;
    if (order.times !== undefined) this.#order = order.times > 1 ? { ...order, times: order.times - 1 } : noFault;
    return order;
  }
}
