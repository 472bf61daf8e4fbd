import type { Command } from 'commander';
import { operations } from '../../kapture/catalogue/registry.ts';
import { sandboxPassword, sandboxUser } from '../../sandbox/credentials.ts';
import { faults, readFaultSettings } from '../../sandbox/faults.ts';
import { defaultCount, largestCount, spreadDays } from '../../sandbox/generator.ts';
import type { SandboxOptions } from '../../sandbox/listener.ts';
import { SandboxError } from '../../sandbox/sandboxError.ts';
import { newCommand } from '../shared/command.ts';
import { exitCodeHelp } from '../shared/exitCodes.ts';
import { UsageError, wholeNumber } from '../shared/usage.ts';

const defaultPort = 8787;

interface Options {
  readonly port?: string;
  readonly customers?: string;
  readonly fault?: string;
  readonly times?: string;
  readonly seconds?: string;
  readonly strict?: boolean;
  readonly requireApiKey?: boolean;
  readonly lowerCaseEnvelope?: boolean;
  readonly inclusiveEnd?: boolean;
  readonly pageCap?: string;
}

/** The command that starts a sandbox. `exit` gets its exit code if it cannot start. */
export function sandboxCommand(name: string, exit: (code: number) => void): Command {
  return newCommand(name)
    .description('Starts a local Kapture server.')
    .option('--port <N>', `port to listen on (default: ${defaultPort}; 0 selects any free port)`)
    .option(
      '--customers <N>',
      `approximate number of customers to generate, created in the last ${spreadDays} days (default: ${defaultCount}, maximum: ${largestCount})`,
    )
    .option('--fault <ID>', `fault to simulate: ${faults.map(({ id }) => id).join(', ')}`)
    .option('--times <N>', 'simulate the fault only for the next N requests')
    .option('--seconds <N>', 'delay of slow, or Retry-After of 429, in seconds')
    .option('--strict', "respond with 501 where Kapture's own response is not published")
    .option('--require-api-key', 'require the header x-api-key, with the value of Authorization, and x-api-type')
    .option('--lower-case-envelope', 'write keys such as Message and Status in lower case, in all dialects')
    .option('--inclusive-end', 'return the customers of the last day of a search as well')
    .option('--page-cap <N>', 'return at most N customers per Pull, even if the request asks for more')
    .addHelpText('after', exitCodeHelp())
    .action(async (options: Options) => exit(await start(sandboxOptions(options))));
}

/** Throws a {@link UsageError}. */
function sandboxOptions(options: Options): SandboxOptions {
  if (!options.fault && (options.times ?? options.seconds) !== undefined)
    throw new UsageError('Options --times and --seconds require --fault.');
  const count = optionalNumber('customers', options.customers);
  const pageCap = optionalNumber('page-cap', options.pageCap);
  const { settings, problem } = readFaultSettings({
    fault: options.fault ?? 'none',
    times: optionalNumber('times', options.times),
    seconds: optionalNumber('seconds', options.seconds),
  });
  if (!settings) throw new UsageError(problem);
  return {
    port: optionalNumber('port', options.port) ?? defaultPort,
    fault: settings,
    strict: options.strict ?? false,
    requireApiKey: options.requireApiKey ?? false,
    lowerCaseEnvelope: options.lowerCaseEnvelope ?? false,
    inclusiveEnd: options.inclusiveEnd ?? false,
    ...(pageCap !== undefined && { pageCap }),
    ...(count !== undefined && { customers: count }),
  };
}

function optionalNumber(option: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : wholeNumber(option, text);
}

/** Resolves to the exit code once the sandbox listens; it ends with the process. */
async function start(options: SandboxOptions): Promise<number> {
  const { startSandbox } = await import('../../sandbox/index.ts');
  try {
    const sandbox = await startSandbox(options);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
    process.stdout.write(greeting(sandbox.url));
    return 0;
  } catch (error) {
    if (SandboxError.is(error, 'bad-option')) throw new UsageError(error.message);
    throw error;
  }
}

function greeting(url: string): string {
  // Double quotes also work in the Windows command prompt.
  const get = `curl -u ${sandboxUser}:${sandboxPassword} -H "Content-Type: application/json" -d "[{\\"kapture_customer_id\\":\\"61371820\\"}]" ${url}${operations.get.path}`;
  return `Kapture sandbox: ${url}\nUser: ${sandboxUser}\nPassword: ${sandboxPassword}\nTry: ${get}\nPress Ctrl+C to stop.\n`;
}
