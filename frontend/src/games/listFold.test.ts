import { expect, test } from "vitest";
import type { LoggiaEvent } from "../net/events";
import { foldGames, type GamesState, waitsFor } from "./listFold";

const lobby: GamesState = { items: [], everybody: true, position: 100 };
const mine: GamesState = { ...lobby, everybody: false };

function event(type: string, fields: object = {}, seq = 200): LoggiaEvent {
  const meta = { seq, at: "2026-01-01T00:00:00Z", actor: "ada", topics: [] };
  return { type, game: "g", kind: "chess", first: "ada", ...meta, ...fields } as unknown as LoggiaEvent;
}
const fold = (from: GamesState, ...events: LoggiaEvent[]) =>
  events.reduce((now, each) => foldGames(now, each, "ben"), from);

test("a game opens, somebody sits down, it ends", () => {
  const open = fold(lobby, event("game.opened"), event("game.opened"));
  expect(open.items).toMatchObject([{ id: "g", state: "open", invited: null }]);
  const running = fold(open, event("game.joined", { second: "cleo", awaits: ["first"] }, 201));
  expect(running.items).toMatchObject([{ state: "active", players: [{}, { person: { id: "cleo" } }] }]);
  const outcome = { winner: "first", reason: "checkmate" };
  expect(fold(running, event("game.moved", { seat: "first", ply: 0, outcome }, 202)).items).toEqual([]);
  expect(fold(open, event("game.cancelled", {}, 203)).items).toEqual([]);
});

test("an invitation is only there for the two", () => {
  expect(fold(lobby, event("game.opened", { invited: "cleo" }))).toBe(lobby);
  const invited = fold(mine, event("game.opened", { invited: "ben" }));
  expect(invited.items).toMatchObject([{ invited: { id: "ben" } }]);
  expect(waitsFor(invited.items[0] as never, "ben")).toBe(true);
  expect(waitsFor(invited.items[0] as never, "ada")).toBe(false);
});

test("others' games are not among mine, a rematch of mine is at once", () => {
  expect(fold(mine, event("game.opened"))).toBe(mine);
  const again = fold(mine, event("game.opened", { second: "ben", rematch_of: "old", awaits: ["first"] }));
  expect(again.items).toMatchObject([{ state: "active" }]);
});

test("it waits for me when I am to move or to answer", () => {
  const [game] = fold(
    mine,
    event("game.opened", { second: "ben", rematch_of: "old", awaits: ["first"] }),
    event("game.moved", { seat: "first", ply: 0, awaits: ["second"] }, 201),
  ).items;
  if (!game) throw new Error("no game");
  expect([waitsFor(game, "ben"), waitsFor(game, "ada"), waitsFor(game, undefined)]).toEqual([
    true,
    false,
    false,
  ]);
  const offered = { ...game, awaits: ["first" as const], draw_offered_by: "first" as const };
  expect([waitsFor(offered, "ben"), waitsFor(offered, "ada")]).toEqual([true, true]);
});
