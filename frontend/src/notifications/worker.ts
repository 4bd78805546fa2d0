/** Runs without a page, when the browser's push service brings something: shows it, and goes there when it is pressed. */
import type { Push } from "../api/types";
import { ofPush } from "./news";

/** What the library types of pages do not know of a service worker. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Pushed extends Waiting {
  data: { json(): unknown } | null;
}
interface Pressed extends Waiting {
  notification: Notification;
}
interface Window_ {
  visibilityState: string;
  focus(): Promise<unknown>;
  navigate(path: string): Promise<unknown>;
}
interface Worker_ {
  registration: ServiceWorkerRegistration;
  clients: { matchAll(of: object): Promise<Window_[]>; openWindow(path: string): Promise<unknown> };
  addEventListener(type: "push", listener: (event: Pushed) => void): void;
  addEventListener(type: "notificationclick", listener: (event: Pressed) => void): void;
}

const worker = self as unknown as Worker_;

worker.addEventListener("push", (event) => event.waitUntil(show(event.data?.json() as Push | undefined)));

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(String(event.notification.data)));
});

/** A page in sight tells of it by itself. */
async function show(push: Push | undefined): Promise<void> {
  const pages = await worker.clients.matchAll({ type: "window" });
  if (!push || pages.some((page) => page.visibilityState === "visible")) return;
  const { title, body, tag, path } = ofPush(push);
  await worker.registration.showNotification(title, { body, tag, icon: "/favicon.svg", data: path });
}

async function open(path: string): Promise<void> {
  const [page] = await worker.clients.matchAll({ type: "window" });
  if (!page) return void (await worker.clients.openWindow(path));
  await page.focus();
  await page.navigate(path);
}
