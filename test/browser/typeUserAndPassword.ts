import type { Workbench } from './harness.ts';

/** Answers the question for the key of a connection by the sandbox's user and a password. */
export async function typeUserAndPassword(workbench: Workbench, password: string): Promise<void> {
  const { quickInput } = workbench;
  await quickInput.pick('User name and password');
  await quickInput.type('kapdemo');
  await quickInput.accept();
  await workbench.waitFor('the box for the password', async () =>
    /Password for kapdemo/.test(await quickInput.message()),
  );
  await quickInput.type(password);
  await quickInput.accept();
}
