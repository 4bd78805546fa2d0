import { expect, test } from "vitest";
import { postIn, sent } from "./support/acts";
import { api } from "./support/api";
import { suite } from "./support/suite";

const { people } = suite();

const profileOf = (who: { account: { username: string } }) => `/people/@${who.account.username}`;

test("a request is answered where it arrives, and both see the friendship without doing anything", async () => {
  const [ada, ben] = await people("ada", "ben");
  await ben.page.goto("/friends");
  await ben.page.getByText("You have no friends here yet.").waitFor();

  await ada.page.goto(profileOf(ben));
  await ada.page.getByRole("button", { name: /^Add friend/ }).click();
  await ada.page.getByRole("button", { name: /^Take back the request/ }).waitFor();

  await ben.page.getByRole("button", { name: /^Accept the request of/ }).click();
  await ben.page.getByRole("heading", { name: /^Friends/ }).waitFor();
  await ada.page.getByText("Friends", { exact: true }).last().waitFor();
  await sent(ben.page);
  await ben.page.reload();
  await ben.page.getByRole("heading", { name: /^Friends/ }).waitFor();
});

test("a request taken back is gone on the other side, too", async () => {
  const [ada, ben] = await people("ada", "ben");
  await ben.page.goto("/people");
  await ada.page.goto(profileOf(ben));
  await ada.page.getByRole("button", { name: /^Add friend/ }).click();
  await ben.page.getByRole("link", { name: /Friends\s*1/ }).click();
  await ben.page.getByRole("button", { name: /^Decline the request of/ }).waitFor();
  await ada.page.getByRole("button", { name: /^Take back the request/ }).click();
  await ben.page.getByText("You have no friends here yet.").waitFor();
});

test("whom one blocks is read no more, until the block is lifted", async () => {
  const [ada, ben] = await people("ada", "ben");
  const title = `From the north side ${Date.now()}`;
  await api(ben.account, "POST", "/posts", { kind: "text", title, body: "" });
  await ada.page.goto("/");
  await postIn(ada.page, title).waitFor();
  await ada.page.goto(profileOf(ben));
  await ada.page.getByRole("button", { name: "More" }).first().click();
  await ada.page.getByRole("menuitem", { name: "Block" }).click();
  await ada.page.getByRole("button", { name: "Block", exact: true }).click();
  await ada.page.getByRole("button", { name: /^Unblock/ }).waitFor();
  await sent(ada.page);
  await ada.page.goto("/");
  await ada.page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
  await ada.page.waitForLoadState("networkidle");
  expect(await postIn(ada.page, title).count()).toBe(0);

  await ada.page.goto(profileOf(ben));
  await ada.page.getByRole("button", { name: /^Unblock/ }).click();
  await sent(ada.page);
  await ada.page.goto("/");
  await postIn(ada.page, title).waitFor();
});
