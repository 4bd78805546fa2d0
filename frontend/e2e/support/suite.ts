/** What every file of the suite begins with: one browser, and visitors who leave without complaints. */
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, inject } from "vitest";
import { type Account, enter, stranger } from "./acts";
import { launch, type Visitor, visit } from "./browser";

export interface Suite {
  /** Somebody without an account. */
  visitor(options?: BrowserContextOptions): Promise<Visitor>;
  /** Somebody with an account, who has not opened a page yet. */
  person(name: string, options?: BrowserContextOptions): Promise<Visitor & { account: Account }>;
}

export function suite(): Suite {
  let browser: Browser;
  let visitors: Visitor[] = [];

  beforeAll(async () => {
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
  });

  afterEach(async () => {
    const leaving = visitors;
    visitors = [];
    for (const visitor of leaving) await visitor.leave();
  });

  async function visitor(options?: BrowserContextOptions): Promise<Visitor> {
    const one = await visit(browser, inject("url"), options);
    visitors.push(one);
    return one;
  }

  async function person(name: string, options?: BrowserContextOptions) {
    const account = stranger(name);
    const one = await visitor(options);
    await enter(one.page, account);
    return { ...one, account };
  }

  return { visitor, person };
}
