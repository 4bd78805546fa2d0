/** Being told while no page is open: this browser's push service wakes `worker.ts`. */
import { useCallback } from "react";
import type { Client } from "../api/client";
import { useNet } from "../net/context";

/** The server's name for this browser, to take it back. */
const KEY = "loggia.push";
const WORKER = "/sw.js";

/** Lets the server push to this browser, or no more. Where a browser cannot, open pages still tell. */
export function usePush(): (on: boolean) => Promise<void> {
  const { client } = useNet();
  return useCallback((on) => (on ? begin(client) : end(client)).catch(() => {}), [client]);
}

async function begin(client: Client): Promise<void> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const { pushManager } = await navigator.serviceWorker.register(WORKER, { type: "module" });
  const { data } = await client.request<{ key: string }>({ path: "/push/key" });
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: data.key });
  const body = subscription.toJSON();
  const kept = await client.request<{ id: string }>({ method: "POST", path: "/push/subscriptions", body });
  localStorage.setItem(KEY, kept.data.id);
}

async function end(client: Client): Promise<void> {
  const id = localStorage.getItem(KEY);
  localStorage.removeItem(KEY);
  const registration = await navigator.serviceWorker?.getRegistration(WORKER);
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
  if (id !== null) await client.request({ method: "DELETE", path: `/push/subscriptions/${id}` });
}
