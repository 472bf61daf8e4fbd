import { parseArgs } from 'node:util';
import { operations } from '../kapture/catalogue/registry.ts';
import { sandboxPassword, sandboxUser } from './credentials.ts';
import { faults, readFaultOrder } from './faults.ts';
import { defaultCount, largestCount, spreadDays } from './generator.ts';
import { startSandbox, type SandboxOptions } from './listener.ts';
import { SandboxError } from './sandboxError.ts';

const defaultPort = 8787;

const usage = `Usage: npm run sandbox -- [options]

  --port N        port to listen on (${defaultPort}; 0: any that is free)
  --customers N   about how many customers to invent over the last ${spreadDays} days (${defaultCount}; up to ${largestCount})
  --fault ID      a fault to show: ${faults.map(({ id }) => id).join(', ')}
  --times N       show the fault for N requests, then none
  --seconds N     how long slow waits, or what 429 says in Retry-After
  --help          this text
`;

type Command = SandboxOptions | 'help';

/** Reads a command line. Throws an Error of one sentence for one that makes no sense. */
function readCommand(args: readonly string[]): Command {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: text,
      customers: text,
      fault: text,
      times: text,
      seconds: text,
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  if (!values.fault && (values.times ?? values.seconds) !== undefined)
    throw new Error('Option --times or --seconds needs a --fault.');
  const count = wholeNumber('customers', values.customers);
  const { order, problem } = readFaultOrder({
    fault: values.fault ?? 'none',
    times: wholeNumber('times', values.times),
    seconds: wholeNumber('seconds', values.seconds),
  });
  if (!order) throw new Error(problem);
  return {
    port: wholeNumber('port', values.port) ?? defaultPort,
    fault: order,
    ...(count !== undefined && { customers: count }),
  };
}

function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`Option --${option} takes a whole number.`);
  return Number(text);
}

async function main(): Promise<void> {
  let command: Command;
  try {
    command = readCommand(process.argv.slice(2));
  } catch (error) {
    return refuse((error as Error).message);
  }
  if (command === 'help') {
    process.stdout.write(usage);
    return;
  }
  try {
    const sandbox = await startSandbox(command);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
    process.stdout.write(greeting(sandbox.url));
  } catch (error) {
    if (SandboxError.is(error, 'bad-option')) return refuse(error.message);
    if (!SandboxError.is(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

function refuse(problem: string): void {
  // Node follows its sentence with advice that the usage gives better.
  process.stderr.write(`${/^.*?(?=\. |\n|$)/.exec(problem)![0].replace(/\.?$/, '.')}\n\n${usage}`);
  process.exitCode = 2;
}

function greeting(url: string): string {
  // Double quotes, which a Windows prompt takes too.
  const get = `curl -u ${sandboxUser}:${sandboxPassword} -H "Content-Type: application/json" -d "[{\\"kapture_customer_id\\":\\"61371820\\"}]" ${url}${operations.get.path}`;
  return `Kapture sandbox: ${url}\nUser: ${sandboxUser}\nPassword: ${sandboxPassword}\nTry: ${get}\nCtrl+C ends it.\n`;
}

void main();
