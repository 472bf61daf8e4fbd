export { sandboxPassword, sandboxUser } from './credentials.ts';
export { faults, readFaultSettings, type Fault, type FaultId, type FaultSettings } from './faults.ts';
export { startSandbox, type Sandbox, type LoggedRequest, type SandboxOptions } from './listener.ts';
export { SandboxError, type SandboxErrorReason } from './sandboxError.ts';
