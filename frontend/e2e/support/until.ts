const ASK_MS = 50;

/** Asks until it is so; fails with the question in words. */
export async function until(
  what: string,
  within: number,
  ask: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = Date.now() + within;
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${what}`);
    await new Promise((done) => setTimeout(done, ASK_MS));
  }
}
