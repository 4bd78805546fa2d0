import { expect, test } from "vitest";
import { api } from "./support/api";
import { phone } from "./support/browser";
import { suite } from "./support/suite";
import { until } from "./support/until";

const { people, person } = suite();

test("likes come together in one line, live, and opening the bell reads them on every tab", async () => {
  const [ada, ben, cleo] = await people("ada", "ben", "cleo");
  const post = await api<{ id: string }>(ada.account, "POST", "/posts", {
    title: "Bread",
    body: "-",
    kind: "text",
  });
  await ada.page.goto("/");
  const other = await ada.context.newPage();
  await other.goto("/people");
  const bell = (page = ada.page) => page.getByRole("button", { name: /^Notifications/ });
  await bell().waitFor();
  for (const each of [ben, cleo]) await api(each.account, "PUT", `/posts/${post.id}/like`);
  await ada.page.getByRole("button", { name: "Notifications, 1 unread" }).waitFor();
  await other.getByRole("button", { name: "Notifications, 1 unread" }).waitFor();

  await bell().click();
  const list = ada.page.getByRole("dialog", { name: "Notifications" });
  await list.getByText(/and .* liked your post\./).waitFor();
  await until("read here", 10_000, async () => (await bell().getByText("1 unread").count()) === 0);
  await until("read there", 10_000, async () => (await bell(other).getByText("1 unread").count()) === 0);

  await list.getByRole("link", { name: /liked your post/ }).click();
  await ada.page.getByRole("heading", { name: "Bread", level: 1 }).waitFor();
});

test("a friend request is answered in its place", async () => {
  const [ada, ben] = [await person("ada"), await person("ben", { viewport: phone })];
  await ben.page.goto("/");
  const { id } = await api<{ id: string }>(ada.account, "GET", `/people/@${ben.account.username}`);
  await api(ada.account, "PUT", `/friends/${id}`);
  await ben.page.getByRole("link", { name: "Notifications, 1 unread" }).click();
  await ben.page.getByText(/would like to be your friend/).waitFor();
  await ben.page.getByRole("button", { name: /^Accept the request/ }).click();
  await until(
    "it is answered",
    10_000,
    async () => (await ben.page.getByText(/would like to be your friend/).count()) === 0,
  );
  await ada.page.goto("/notifications");
  await ada.page.getByText(/is your friend now/).waitFor();
});

test("who has none is told so, and a failure can be tried again", async () => {
  const ada = await person("ada");
  ada.allow(/500|Failed to load/);
  let fails = true;
  await ada.page.route("**/api/notifications?*", (route) =>
    fails ? route.fulfill({ status: 500, json: { title: "broken" } }) : route.continue(),
  );
  await ada.page.goto("/notifications");
  await ada.page.getByText("Your notifications did not come").waitFor();
  fails = false;
  await ada.page.getByRole("button", { name: "Try again" }).click();
  await ada.page.getByText(/^Nothing yet\./).waitFor();
});

test("notes of the system are asked for only by a press", async () => {
  const ada = await person("ada");
  await ada.context.addInitScript(() => {
    let asked = 0;
    Object.assign(window, { asked: () => asked });
    Notification.requestPermission = async () => {
      asked += 1;
      return "denied";
    };
  });
  await ada.page.goto("/settings");
  const asked = () => ada.page.evaluate(() => (window as unknown as { asked: () => number }).asked());
  await ada.page.getByRole("switch", { name: /^Sounds/ }).check({ force: true });
  expect(await asked()).toBe(0);
});
