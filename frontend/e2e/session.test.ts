import { expect, test } from "vitest";
import { logIn, signUp } from "./support/acts";
import { api } from "./support/api";
import { suite } from "./support/suite";
import { until } from "./support/until";

const { person, visitor } = suite();

test("a reload stays signed in, a sign out does not", async () => {
  const ada = await person("ada");
  await ada.page.goto("/");
  await ada.page.getByRole("link", { name: "Write" }).first().waitFor();
  await ada.page.reload();
  await ada.page.getByRole("link", { name: "Write" }).first().waitFor();
  await ada.page.goto("/settings");
  await ada.page.getByRole("button", { name: "Sign out" }).click();
  await ada.page.goto("/");
  await ada.page.getByRole("link", { name: "Sign in" }).first().waitFor();
  expect(await ada.page.getByRole("link", { name: "Write" }).count()).toBe(0);
});

test("signing out in one tab signs out the other; signing in brings both back", async () => {
  const ada = await person("ada");
  await ada.page.goto("/");
  const other = await ada.context.newPage();
  await other.goto("/");
  await other.getByRole("link", { name: "Write" }).first().waitFor();
  await other.goto("/settings");
  await other.getByRole("button", { name: "Sign out" }).click();
  await ada.page.getByRole("link", { name: "Sign in" }).first().waitFor();
  await logIn(other, ada.account);
  await ada.page.getByRole("link", { name: "Write" }).first().waitFor();
});

test("a session revoked elsewhere ends at once, says so, and does not loop", async () => {
  const ada = await person("ada");
  const phone = await visitor();
  await logIn(phone.page, ada.account);
  // Whatever was under way when it ended may be refused.
  phone.allow(/status of 401/);
  const requests: string[] = [];
  phone.page.on("request", (request) => requests.push(request.url()));

  await ada.page.goto("/settings/sessions");
  await ada.page
    .getByRole("button", { name: /Sign out/ })
    .last()
    .click();
  await phone.page.getByRole("link", { name: "Sign in" }).first().waitFor();
  const after = requests.length;
  await until("nothing more is asked for", 3000, async () => {
    await phone.page.evaluate(() => new Promise((done) => setTimeout(done, 1500)));
    return requests.length - after < 5;
  });
  await ada.page.getByRole("link", { name: "Write" }).first().waitFor();
});

test("what goes wrong while signing up and in is said beside the field", async () => {
  const ada = await person("ada");
  const other = await visitor();
  other.allow(/status of (401|409)/);
  await other.page.goto("/signup");
  await other.page.getByRole("button", { name: "Sign up" }).click();
  await other.page.getByText("Use at least 10 characters.").waitFor();
  await other.page.getByLabel("Username").fill(ada.account.username.toUpperCase());
  await other.page.getByLabel("Email").fill(`other-${ada.account.email}`);
  await other.page.getByLabel("Password", { exact: true }).fill("another short sentence");
  await other.page.getByRole("button", { name: "Sign up" }).click();
  await other.page.getByText(/taken/).first().waitFor();

  await other.page.goto("/login");
  await other.page.getByLabel("Username or email").fill(ada.account.username);
  await other.page.getByLabel("Password", { exact: true }).fill("not this sentence");
  await other.page.getByRole("button", { name: "Sign in" }).click();
  await other.page.getByRole("alert").first().waitFor();
});

test("a visitor reads everything, and is led to an account and back", async () => {
  const ada = await person("ada");
  const title = `For everybody ${Date.now()}`;
  const post = { kind: "text", title, body: "Come in." };
  const { id } = await api<{ id: string }>(ada.account, "POST", "/posts", post);
  const passer = await visitor();
  await passer.page.goto(`/posts/${id}`);
  await passer.page.getByText("Come in.").waitFor();
  await passer.page.locator("#talk").getByRole("link", { name: "Sign up" }).click();
  const account = {
    username: `p${Date.now().toString(36)}`,
    email: "p@example.org",
    password: "a short sentence",
  };
  await passer.page.getByLabel("Username").fill(account.username);
  await passer.page.getByLabel("Email").fill(`${account.username}@example.org`);
  await passer.page.getByLabel("Password", { exact: true }).fill(account.password);
  await passer.page.getByRole("button", { name: "Sign up" }).click();
  await passer.page.getByRole("textbox", { name: "Comment" }).waitFor();
  await passer.page.getByText("Come in.").waitFor();
});

test("a changed name is shown everywhere at once", async () => {
  const ada = await visitor();
  await signUp(ada.page, {
    username: `n${Date.now().toString(36)}`,
    email: `n${Date.now()}@example.org`,
    password: "a short sentence",
  });
  await ada.page.goto("/settings");
  await ada.page.getByLabel(/name/i).first().fill("Ada of the Arches");
  await ada.page.getByRole("button", { name: "Save" }).first().click();
  await ada.page
    .getByRole("link", { name: /Ada of the Arches/ })
    .first()
    .waitFor();
  await ada.page.reload();
  await ada.page
    .getByRole("link", { name: /Ada of the Arches/ })
    .first()
    .waitFor();
});
