import { test } from "vitest";
import { type Account, api } from "./support/api";
import type { Visitor } from "./support/browser";
import { suite } from "./support/suite";
import { until } from "./support/until";

const { people } = suite();

type One = Visitor & { account: Account };

async function befriend(ada: One, ben: One): Promise<void> {
  const idOf = async (who: One) =>
    (await api<{ id: string }>(who.account, "GET", `/people/@${who.account.username}`)).id;
  await api(ada.account, "PUT", `/friends/${await idOf(ben)}`);
  await api(ben.account, "PUT", `/friends/${await idOf(ada)}`);
}

/** Beyond the grace after which somebody is seen to have left. */
const LEFT_MS = 25_000;

test("friends see one come, hide and go, without doing anything", async () => {
  const [ada, ben] = await people("ada", "ben");
  await befriend(ada, ben);
  await ada.page.goto("/friends");
  const row = ada.page.getByRole("listitem").filter({ hasText: ben.account.username });
  await row.waitFor();
  const isHere = async () => (await row.getByText("online", { exact: true }).count()) === 1;

  await ben.page.goto("/settings");
  await until("Ben is seen to be here", LEFT_MS, isHere);
  await ben.page.getByText("Invisible", { exact: true }).click();
  await until("Ben is not seen any more", LEFT_MS, async () => !(await isHere()));
  await ben.page.getByText("Online", { exact: true }).click();
  await until("Ben is seen again", LEFT_MS, isHere);
  await ben.page.goto("about:blank");
  await until("Ben is seen to have left", LEFT_MS, async () => !(await isHere()));
});
