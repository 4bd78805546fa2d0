/** The real server: one that runs already, or one started for this run. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./until";

export interface Server {
  url: string;
  stop(): Promise<void>;
}

/** A server of the suite's own, with private stores and data of its own, that can go and come back. */
export interface OwnServer extends Server {
  start(): Promise<void>;
  /** Ends it and keeps its data; `stop` removes them too. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** `LOGGIA_E2E_URL` names one that runs; else `LOGGIA_BIN` is started. */
export async function startServer(): Promise<Server> {
  const url = process.env.LOGGIA_E2E_URL;
  return url ? { url: url.replace(/\/+$/, ""), stop: async () => {} } : startOwnServer();
}

export async function startOwnServer(): Promise<OwnServer> {
  const binary = process.env.LOGGIA_BIN;
  if (!binary) throw new Error("Set LOGGIA_BIN to a loggia binary, or LOGGIA_E2E_URL to a server that runs.");
  // The server makes the folder itself, so that its stores, which do not run as root, may enter it.
  const data = join(tmpdir(), `loggia-e2e-${randomUUID()}`);
  const [listen, metrics] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${listen}`;
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawn(binary as string, ["serve"], {
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        LOGGIA_LISTEN: `127.0.0.1:${listen}`,
        LOGGIA_METRICS_LISTEN: `127.0.0.1:${metrics}`,
        LOGGIA_DATA_DIR: data,
        LOGGIA_LIMITS: "off",
        // As much is set aside on the disk at once.
        LOGGIA_LOG_MAX_BYTES: String(256 << 20),
        // The machine itself does not fail in a test: what was written need not wait for the disk.
        LOGGIA_NATS_SYNC: "2m",
        LOGGIA_LOG: "warn",
      },
    });
    server = started;
    await until("the server is ready", 90_000, () => isReady(started, url));
  }

  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const ending = server;
    server = undefined;
    if (!ending || ending.exitCode !== null) return;
    const ended = new Promise((done) => ending.once("exit", done));
    ending.kill(signal);
    await ended;
  }

  async function stop(): Promise<void> {
    await end("SIGTERM");
    rmSync(data, { recursive: true, force: true });
  }

  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, start, end, stop };
}

async function isReady(server: ChildProcess, address: string): Promise<boolean> {
  if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
  return fetch(`${address}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (address && typeof address === "object") resolve(address.port);
        else reject(new Error("no port was given"));
      });
    });
  });
}
