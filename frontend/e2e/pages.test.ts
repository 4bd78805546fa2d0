import { test } from "vitest";
import { api } from "./support/api";
import { examine, glance } from "./support/examine";
import { play, running, type Two } from "./support/games";
import { suite } from "./support/suite";
import { pairOf } from "./support/talk";

const { people, visitor } = suite();

/** A post with a comment, and a message: what does not break, in each; the paths of both. */
async function words([ada, ben]: Two): Promise<{ post: string; talk: string }> {
  const title = `A title that goes on and on_and_on_without_a_place_to_break_it ${Date.now()}`;
  const body = `Words.\n\n\`\`\`\n${"code ".repeat(60)}\n\`\`\`\n\n- one\n- two`;
  const text = { kind: "text", title, body };
  const { id } = await api<{ id: string }>(ada.account, "POST", "/posts", text);
  await api(ada.account, "POST", `/posts/${id}/comments`, { body: "A comment." });
  const pair = await pairOf(ada.account, ben.account);
  const long = `Words. ${"code ".repeat(40)}`;
  await api(ben.account, "POST", `/conversations/${pair}/messages`, { body: long });
  return { post: `/posts/${id}`, talk: `/conversations/${pair}` };
}

/** A running game of every kind. */
async function boards(two: Two): Promise<Record<"waits" | "yourTurn" | "laying" | "over", string[]>> {
  const game = async (kind: string, ...moves: string[]) => {
    const id = await running(kind, two);
    await play(id, two, moves);
    return `/games/${id}`;
  };
  const [fleet, ben] = ["a1h c3v e5h g7v i9h", two[1]];
  const yourTurn = await Promise.all([
    game("connect_four", "d", "d"),
    game("othello", "d3", "c3"),
    game("chess", "e2e4", "e7e5"),
    game("battleship", fleet, fleet, "a1", "b2"),
  ]);
  const over = await game("connect_four");
  await api(ben.account, "POST", `${over}/resign`, {});
  // One more that waits for somebody, in the lobby.
  await api(ben.account, "POST", "/games", { kind: "chess" });
  return {
    yourTurn,
    waits: [await game("checkers", "c3-d4")],
    laying: [await game("battleship")],
    over: [over],
  };
}

test("no page has a serious finding or runs out of its window: signed in", async () => {
  const two = await people("ada", "ben");
  const [{ page, account }] = two;
  const [{ post, talk }, games] = await Promise.all([words(two), boards(two)]);
  await examine(page, [
    "/",
    post,
    "/?sort=top",
    `${post}/history`,
    "/write",
    "/people",
    "/friends",
    "/conversations",
    talk,
    "/rooms",
    "/notifications",
    "/search?q=words",
    "/settings",
    "/settings/sessions",
    `/people/@${account.username}`,
    "/nowhere",
    "/games",
    ...games.waits,
    ...games.over,
    "/leaderboard",
  ]);
  // The page around them is the same.
  await glance(page, [...games.yourTurn, ...games.laying]);
}, 360_000);

test("no page has a serious finding or runs out of its window: passing by", async () => {
  const passer = await visitor();
  await examine(passer.page, ["/", "/signup", "/login"]);
});
