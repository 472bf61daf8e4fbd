import { parseArgs } from 'node:util';
import { operations } from '../kapture/catalogue/registry.ts';
import { sandboxPassword, sandboxUser } from './credentials.ts';
import { faults, readFaultSettings } from './faults.ts';
import { defaultCount, largestCount, spreadDays } from './generator.ts';
import { startSandbox, type SandboxOptions } from './listener.ts';
import { SandboxError } from './sandboxError.ts';

const defaultPort = 8787;

const usage = `Usage: npm run sandbox -- [options]

  --port N        port to listen on (default: ${defaultPort}; 0 selects any free port)
  --customers N   approximate number of customers to generate, created in the last ${spreadDays} days
                  (default: ${defaultCount}, maximum: ${largestCount})
  --fault ID      fault to simulate: ${faults.map(({ id }) => id).join(', ')}
  --times N       simulate the fault only for the next N requests
  --seconds N     delay of slow, or Retry-After of 429, in seconds
  --strict        respond with 501 where Kapture's own response is not published
  --require-api-key
                  require the header x-api-key, with the value of Authorization, and x-api-type
  --lower-case-envelope
                  write keys such as Message and Status in lower case, in all dialects
  --inclusive-end return the customers of the last day of a search as well
  --page-cap N    return at most N customers per Pull, even if the request asks for more
  --help          show this help
`;

type Command = SandboxOptions | 'help';

/** Reads the command line. Throws an Error with one sentence if it is invalid. */
function readCommand(args: readonly string[]): Command {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: text,
      customers: text,
      fault: text,
      times: text,
      seconds: text,
      strict: flag,
      'require-api-key': flag,
      'lower-case-envelope': flag,
      'inclusive-end': flag,
      'page-cap': text,
      help: { ...flag, short: 'h' },
    },
  });
  if (values.help) return 'help';
  if (!values.fault && (values.times ?? values.seconds) !== undefined)
    throw new Error('Options --times and --seconds require --fault.');
  const count = wholeNumber('customers', values.customers);
  const pageCap = wholeNumber('page-cap', values['page-cap']);
  const { settings, problem } = readFaultSettings({
    fault: values.fault ?? 'none',
    times: wholeNumber('times', values.times),
    seconds: wholeNumber('seconds', values.seconds),
  });
  if (!settings) throw new Error(problem);
  return {
    port: wholeNumber('port', values.port) ?? defaultPort,
    fault: settings,
    strict: values.strict ?? false,
    requireApiKey: values['require-api-key'] ?? false,
    lowerCaseEnvelope: values['lower-case-envelope'] ?? false,
    inclusiveEnd: values['inclusive-end'] ?? false,
    ...(pageCap !== undefined && { pageCap }),
    ...(count !== undefined && { customers: count }),
  };
}

function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`Option --${option} must be a whole number.`);
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
  // Only the first sentence of Node's message: the usage that follows replaces its advice.
  process.stderr.write(`${/^.*?(?=\. |\n|$)/.exec(problem)![0].replace(/\.?$/, '.')}\n\n${usage}`);
  process.exitCode = 2;
}

function greeting(url: string): string {
  // Double quotes also work in the Windows command prompt.
  const get = `curl -u ${sandboxUser}:${sandboxPassword} -H "Content-Type: application/json" -d "[{\\"kapture_customer_id\\":\\"61371820\\"}]" ${url}${operations.get.path}`;
  return `Kapture sandbox: ${url}\nUser: ${sandboxUser}\nPassword: ${sandboxPassword}\nTry: ${get}\nPress Ctrl+C to stop.\n`;
}

void main();
