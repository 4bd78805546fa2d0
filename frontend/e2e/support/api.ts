/** What tests do without a browser: the server of this worker, asked as somebody. */
import { inject } from "vitest";

export interface Account {
  username: string;
  email: string;
  password: string;
}

/** The address of this worker's server. */
export function serverUrl(): string {
  const url = inject("urls")[Number(process.env.VITEST_POOL_ID) - 1];
  if (url === undefined) throw new Error(`there is no server for worker ${process.env.VITEST_POOL_ID}`);
  return url;
}

const tokens = new Map<string, string>();

/** From here on the API is asked as them with this token. */
export function cameIn({ username }: Account, token: string): void {
  tokens.set(username, token);
}

/** Asks the API as somebody who came in by `enter`. */
export async function api<T>(me: Account, method: string, path: string, data?: object): Promise<T> {
  const token = tokens.get(me.username);
  if (token === undefined) throw new Error(`${me.username} has not come in`);
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const body = data === undefined ? null : JSON.stringify(data);
  const answer = await fetch(`${serverUrl()}/api${path}`, { method, headers, body });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}
