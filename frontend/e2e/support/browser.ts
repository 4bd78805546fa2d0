/** Browsers that fail a test for what nobody would see: console errors, errors of the page, breaches of the content security policy. */
import { existsSync } from "node:fs";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";

/** How long anything may take to appear. */
export const PATIENCE_MS = 25_000;

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };

/** The one that never has a window does the same with half of the processes. */
const PROGRAMS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

function program(): string {
  return process.env.LOGGIA_CHROMIUM ?? PROGRAMS.find((path) => existsSync(path)) ?? "chromium";
}

/** `more`: further switches of Chromium. */
export function launch(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: program(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}

/** One person's browser. */
export interface Visitor {
  context: BrowserContext;
  page: Page;
  /** Complaints of the browser that this test brings about on purpose. */
  allow(complaint: RegExp): void;
  /** Fails if there were any others, and closes the browser. */
  leave(): Promise<void>;
}

export interface VisitOptions extends BrowserContextOptions {
  /** Loads every page's code in advance, as browsers do that are not told to save data. */
  loadsAhead?: boolean;
}

export async function visit(
  browser: Browser,
  url: string,
  { loadsAhead = false, ...options }: VisitOptions = {},
): Promise<Visitor> {
  // Waiting until something has moved to its place tests nothing.
  const context = await browser.newContext({
    baseURL: url,
    viewport: desktop,
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  // The machine gained or lost a network interface (a container started beside us): no fault of any page.
  const allowed: RegExp[] = [/ERR_NETWORK_CHANGED/];
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  if (!loadsAhead) {
    await context.addInitScript(() => {
      Object.defineProperty(navigator, "connection", { value: { saveData: true } });
    });
  }
  const listen = (page: Page) => {
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on("pageerror", (error) => complaints.push(`${error.message}\n${error.stack ?? ""}`));
  };
  context.on("page", listen);
  const page = await context.newPage();
  return {
    context,
    page,
    allow: (complaint) => allowed.push(complaint),
    leave: async () => {
      await context.close();
      const bad = complaints.filter((text) => !allowed.some((pattern) => pattern.test(text)));
      if (bad.length > 0) throw new Error(`the browser complained:\n${bad.join("\n")}`);
    },
  };
}
