/** The real server: one that runs already, or one started for this run. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./until";

export interface Server {
  url: string;
  stop(): Promise<void>;
}

/** `LOGGIA_E2E_URL` names one that runs; else `LOGGIA_BIN` is started with private servers and an empty log. */
export async function startServer(): Promise<Server> {
  const url = process.env.LOGGIA_E2E_URL;
  if (url) return { url: url.replace(/\/+$/, ""), stop: async () => {} };
  const binary = process.env.LOGGIA_BIN;
  if (!binary) throw new Error("Set LOGGIA_BIN to a loggia binary, or LOGGIA_E2E_URL to a server that runs.");
  const data = mkdtempSync(join(tmpdir(), "loggia-e2e-"));
  const [listen, metrics] = [await freePort(), await freePort()];
  const server = spawn(binary, ["serve"], {
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      LOGGIA_LISTEN: `127.0.0.1:${listen}`,
      LOGGIA_METRICS_LISTEN: `127.0.0.1:${metrics}`,
      LOGGIA_DATA_DIR: data,
      LOGGIA_LIMITS: "off",
    },
  });
  const address = `http://127.0.0.1:${listen}`;
  try {
    await until("the server is ready", 90_000, () => isReady(server, address));
  } catch (error) {
    await end(server, data);
    throw error;
  }
  return { url: address, stop: () => end(server, data) };
}

async function isReady(server: ChildProcess, address: string): Promise<boolean> {
  if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
  return fetch(`${address}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
}

async function end(server: ChildProcess, data: string): Promise<void> {
  if (server.exitCode === null) {
    const ended = new Promise((done) => server.once("exit", done));
    server.kill("SIGTERM");
    await ended;
  }
  rmSync(data, { recursive: true, force: true });
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
