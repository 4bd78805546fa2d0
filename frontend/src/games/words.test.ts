import { expect, test } from "vitest";
import type { Game } from "../api/types";
import { clockWords, mayMove, stateOf, timeLeft } from "./words";

const person = (id: string) => ({ id, username: id, display_name: id, avatar: null });
const game: Game = {
  ...{
    id: "g",
    kind: "connect_four",
    state: "active",
    turn: "second",
    awaits: ["second"],
    ply: 1,
    board: [],
  },
  players: [
    { seat: "first", person: person("Ada") },
    { seat: "second", person: person("Boris") },
  ],
  ...{ created_at: "2026-01-01T00:00:00Z", position: 1 },
};

test("whose turn it is, for each who looks", () => {
  expect(stateOf(game, "second")).toBe("It is your turn.");
  expect(stateOf(game, "first")).toBe("It is Boris’ turn.");
  expect(stateOf({ ...game, turn: "first", awaits: ["first"] }, undefined)).toBe("It is Ada’s turn.");
  expect(mayMove(game, "first")).toBe(false);
});

test("how it ended", () => {
  const won = {
    ...game,
    state: "finished" as const,
    outcome: { winner: "first" as const, reason: "connected" },
  };
  expect(stateOf(won, "first")).toBe("You won, by four in a line.");
  expect(stateOf(won, "second")).toBe("Ada won, by four in a line.");
  expect(stateOf({ ...won, outcome: { winner: null, reason: "fifty_moves" } }, undefined)).toBe(
    "A draw, by fifty moves without progress.",
  );
  expect(stateOf({ ...won, outcome: { winner: null, reason: "a_new_one" } }, undefined)).toContain(
    "a new one",
  );
});

test("a fleet is to be laid while both may move", () => {
  const laying = { ...game, kind: "battleship", turn: null, awaits: ["first" as const, "second" as const] };
  expect(stateOf({ ...laying, board: Array(10).fill(".......... ..........") }, "first")).toBe(
    "Lay your fleet.",
  );
});

test("time in words and figures", () => {
  expect([clockWords(undefined), clockWords({ initial_s: 180, increment_s: 2 })]).toEqual([
    "no clock",
    "3 min + 2 s",
  ]);
  expect(clockWords({ initial_s: 30, increment_s: 0 })).toBe("30 s");
  expect([timeLeft(180_000), timeLeft(61_000), timeLeft(9_940), timeLeft(0), timeLeft(3_600_000)]).toEqual([
    ...["3:00", "1:01", "0:10.0", "0:00.0", "1:00:00"],
  ]);
});
