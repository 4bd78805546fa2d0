/** What every file of the suite begins with: a browser, and visitors who leave without complaints. */
import type { Browser } from "playwright-core";
import { afterEach } from "vitest";
import { enter, stranger } from "./acts";
import { type Account, serverUrl } from "./api";
import { launch, type VisitOptions, type Visitor, visit } from "./browser";

/** Somebody with an account. */
export interface Person extends Visitor {
  account: Account;
}

export interface Suite {
  /** Somebody without an account. */
  visitor(options?: VisitOptions): Promise<Visitor>;
  /** Somebody with an account, who has not opened a page yet. */
  person(name: string, options?: VisitOptions): Promise<Person>;
  /** Several at once. */
  people<Names extends readonly string[]>(
    ...names: Names
  ): Promise<{ -readonly [At in keyof Names]: Person }>;
}

/** One for all files of this process, which takes it along when it ends. */
let browser: Promise<Browser> | undefined;

export function suite(): Suite {
  let visitors: Visitor[] = [];

  afterEach(async () => {
    const leaving = visitors;
    visitors = [];
    await Promise.all(leaving.map((visitor) => visitor.leave()));
  });

  async function visitor(options?: VisitOptions): Promise<Visitor> {
    browser ??= launch();
    const one = await visit(await browser, serverUrl(), options);
    visitors.push(one);
    return one;
  }

  async function person(name: string, options?: VisitOptions): Promise<Person> {
    const account = stranger(name);
    const one = await visitor(options);
    await enter(one.page, account);
    return { ...one, account };
  }

  async function people<Names extends readonly string[]>(...names: Names) {
    const all = await Promise.all(names.map((name) => person(name)));
    return all as { -readonly [At in keyof Names]: Person };
  }

  return { visitor, person, people };
}
