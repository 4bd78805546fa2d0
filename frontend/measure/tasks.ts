/** What the page's own thread did, task by task, from the browser's trace. */
import type { Page } from "playwright-core";

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds of the processor. */
  tdur?: number;
  args?: { name?: string };
}

/** Does something and says how long each task of a page took meanwhile, in milliseconds of the processor. */
export async function tasksDuring<T>(
  page: Page,
  work: () => Promise<T>,
): Promise<{ result: T; tasks: number[] }> {
  const browser = page.context().browser();
  if (!browser) throw new Error("a page without a browser has no trace");
  await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
  const result = await work();
  const trace = JSON.parse((await browser.stopTracing()).toString("utf8")) as { traceEvents: TraceEvent[] };
  const threads = new Set(
    trace.traceEvents
      .filter((event) => event.name === "thread_name" && event.args?.name === "CrRendererMain")
      .map((event) => `${event.pid} ${event.tid}`),
  );
  const tasks = trace.traceEvents
    .filter(
      (event) => event.ph === "X" && event.tdur !== undefined && threads.has(`${event.pid} ${event.tid}`),
    )
    .map((event) => (event.tdur ?? 0) / 1000);
  if (tasks.length === 0) throw new Error("the trace has no task of a page");
  return { result, tasks };
}
