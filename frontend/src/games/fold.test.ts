import { describe, expect, test } from "vitest";
import type { Game } from "../api/types";
import { type LoggiaEvent, NOT_YET } from "../net/events";
import { foldGame, type GameState, left } from "./fold";
import { foldMoves } from "./movesFold";
import { makeMove } from "./writes";

const ada = { id: "ada", username: "ada", display_name: "Ada", avatar: null };
const ben = { id: "ben", username: "ben", display_name: "Ben", avatar: null };
const EMPTY = Array.from({ length: 6 }, () => ".......");

const game: Game = {
  ...{ id: "g", kind: "connect_four", state: "active" },
  players: [
    { seat: "first", person: ada },
    { seat: "second", person: ben },
  ],
  ...{ turn: "first", awaits: ["first"], ply: 0, board: EMPTY, legal_moves: ["a", "b"] },
  ...{ created_at: "2026-01-01T00:00:00Z", position: 100 },
};
const state: GameState = { game, rough: undefined, position: 100 };

function event(type: string, fields: object, seq = 200, actor = "ada"): LoggiaEvent {
  const meta = { seq, at: "2026-01-01T00:01:00Z", actor, topics: [] };
  const who = { game: "g", kind: "connect_four", first: "ada", second: "ben" };
  return { type, ...who, ...meta, ...fields } as unknown as LoggiaEvent;
}
const fold = (from: GameState, ...events: LoggiaEvent[]) =>
  events.reduce((now, each) => foldGame(now, each, "ada"), from);
const moved = (ply: number, move: string, fields: object = {}, seq = 200 + ply) =>
  event("game.moved", { seat: ply % 2 === 0 ? "first" : "second", ply, move, ...fields }, seq);

describe("a move", () => {
  test("as the server tells it", () => {
    const board = [...EMPTY.slice(1), "...x..."];
    const told = { board, turn: "second", awaits: ["second"], text: "d", legal_moves: ["a"] };
    const after = fold(state, moved(0, "d", told)).game;
    expect(after).toMatchObject({ board, turn: "second", ply: 1, last_move: "d", legal_moves: ["a"] });
  });

  test("of mine that is on its way shows at once, and its echo changes nothing but what only the server knows", () => {
    const { event: mine } = makeMove({ actor: "ada", at: "2026-01-01T00:01:00Z" }, game, "first", "d");
    expect(mine.seq).toBe(NOT_YET);
    const shown = fold(state, mine);
    expect(shown.game.board.at(-1)).toBe("...x...");
    expect(shown.game).toMatchObject({ turn: "second", ply: 1 });
    expect(shown.rough).toBeUndefined();
    const echo = moved(0, "d", { board: shown.game.board, turn: "second", awaits: ["second"] });
    expect(fold(state, echo).game.board).toEqual(shown.game.board);
    expect(fold(fold(state, echo), mine)).toEqual(fold(state, echo));
  });

  test("comes once, and what is in the snapshot does not come", () => {
    const once = fold(state, moved(0, "d"));
    expect(fold(once, moved(0, "d", {}, 201))).toBe(once);
    expect(fold(state, moved(0, "d", {}, 100))).toBe(state);
    expect(fold(state, { ...moved(0, "d"), game: "other" } as LoggiaEvent)).toBe(state);
  });

  test("after one that was missed has the game read again", () => {
    expect(fold(state, moved(3, "d"))).toMatchObject({ rough: 203, game: { ply: 0 } });
  });

  test("that ends the game ends its turns and clocks", () => {
    const clock = {
      initial_s: 60,
      increment_s: 0,
      first_ms: 60_000,
      second_ms: 60_000,
      running: "first" as const,
    };
    const timed = { ...state, game: { ...game, clock: { ...clock, at: "2026-01-01T00:00:30Z" } } };
    const outcome = { winner: "first", reason: "connected" };
    const told = { outcome, turn: null, awaits: [], clock: { first_ms: 31_000, second_ms: 60_000 } };
    const after = fold(timed, moved(0, "d", told)).game;
    expect(after).toMatchObject({ state: "finished", outcome, turn: null, awaits: [] });
    expect(after.clock).toMatchObject({ first_ms: 31_000, running: null });
  });
});

test("a clock runs down for whose turn it is only, and never below nothing", () => {
  const clock = { initial_s: 60, increment_s: 0, first_ms: 5000, second_ms: 9000 };
  const at = "2026-01-01T00:00:00Z";
  const then = Date.parse(at);
  expect(left({ ...clock, running: "first", at }, then + 2000)).toEqual({ first_ms: 3000, second_ms: 9000 });
  expect(left({ ...clock, running: "first", at }, then + 9000)).toEqual({ first_ms: 0, second_ms: 9000 });
  expect(left({ ...clock, running: null, at }, then + 9000)).toEqual({ first_ms: 5000, second_ms: 9000 });
});

describe("around the moves", () => {
  test("somebody sits down", () => {
    const open = {
      ...state,
      game: { ...game, state: "open" as const, players: game.players.slice(0, 1), turn: null },
    };
    const after = fold(open, event("game.joined", { awaits: ["first"] }, 200, "ben"));
    expect(after.game).toMatchObject({ state: "active", awaits: ["first"] });
    expect(after.game.players[1]).toMatchObject({ seat: "second", person: { id: "ben" } });
    expect(after.rough).toBe(200);
  });

  test("a draw is offered, declined, agreed", () => {
    const offered = fold(state, event("game.draw_offered", { seat: "second" }));
    expect(offered.game.draw_offered_by).toBe("second");
    expect(fold(offered, event("game.draw_declined", { seat: "first" })).game.draw_offered_by).toBeNull();
    const outcome = { winner: null, reason: "agreed" };
    expect(fold(offered, event("game.drawn", { seat: "first", outcome })).game).toMatchObject({
      ...{ state: "finished", outcome, draw_offered_by: null },
    });
  });

  test("a rematch leads on", () => {
    const over = fold(
      state,
      event("game.resigned", { seat: "first", outcome: { winner: "second", reason: "resigned" } }),
    );
    const offered = fold(over, event("game.rematch_offered", { seat: "second" }));
    expect(offered.game.rematch_offered_by).toBe("second");
    const next = { ...event("game.opened", { rematch_of: "g" }), game: "h" } as LoggiaEvent;
    expect(fold(offered, next).game.rematch).toBe("h");
  });
});

test("the list of moves grows by one each, whatever comes twice", () => {
  const none = { game: "g", items: [], position: 100 };
  const all = [moved(0, "d", { text: "d!" }), moved(0, "d"), moved(1, "e"), moved(5, "f")].reduce(
    foldMoves,
    none,
  );
  expect(all.items.map((move) => move.text)).toEqual(["d!", "e"]);
});
