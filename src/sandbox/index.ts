export { sandboxPassword, sandboxUser } from './credentials.ts';
export { faults, readFaultOrder, type Fault, type FaultId, type FaultOrder } from './faults.ts';
export { startSandbox, type Sandbox, type SandboxOptions } from './listener.ts';
export { SandboxError, type SandboxErrorReason } from './sandboxError.ts';
