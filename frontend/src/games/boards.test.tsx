import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Game, Seat } from "../api/types";
import { Board as Sea } from "./battleship/Board";
import { Board as Checkers } from "./checkers/Board";
import { Board as Chess } from "./chess/Board";
import { Board as ConnectFour } from "./connect_four/Board";

afterEach(cleanup);

const rows = (text: string) => text.trim().split(/\s+/);

function gameOf(kind: string, board: string[], more: Partial<Game> = {}): Game {
  return {
    ...{ id: "g", kind, state: "active", players: [], turn: "first", awaits: ["first"], ply: 2, board },
    ...{ created_at: "2026-01-01T00:00:00Z", position: 1 },
    ...more,
  };
}

function shown(Board: typeof Chess, game: Game, legal: string[], seat: Seat = "first") {
  const onMove = vi.fn();
  const active = game.awaits?.includes(seat) ?? false;
  const props = { game, legal, seat, active, onMove, lastText: undefined };
  render(<Board {...props} />);
  return onMove;
}
const square = (name: string) => screen.getByRole("gridcell", { name: new RegExp(`^${name},`) });
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });

const EMPTY = rows("....... ....... ....... ....... ....... .......");
const START = rows("rnbqkbnr pppppppp ........ ........ ........ ........ PPPPPPPP RNBQKBNR");

describe("by keyboard", () => {
  test("arrow keys walk over the squares and Enter is a press", () => {
    const onMove = shown(ConnectFour, gameOf("connect_four", EMPTY), [..."abcdefg"]);
    square("d1").focus();
    press("ArrowLeft");
    press("ArrowUp");
    expect(document.activeElement).toBe(square("c2"));
    fireEvent.click(square("c2"));
    expect(onMove).toHaveBeenCalledWith("c");
  });

  test("the board of whom sits second stands the other way round, for the keys too", () => {
    shown(Chess, gameOf("chess", START), [], "second");
    const cells = screen.getAllByRole("gridcell");
    expect(cells[0]?.getAttribute("aria-label")).toBe("h1, White rook");
    square("e7").focus();
    press("ArrowUp");
    expect(document.activeElement).toBe(square("e6"));
    press("ArrowRight");
    expect(document.activeElement).toBe(square("d6"));
  });

  test("only one square is in the order of the tab key", () => {
    shown(Chess, gameOf("chess", START), []);
    expect(screen.getAllByRole("gridcell").filter((cell) => cell.tabIndex === 0)).toHaveLength(1);
  });
});

describe("chess", () => {
  test("a piece is chosen, its squares are shown, and it goes there", () => {
    const onMove = shown(Chess, gameOf("chess", START), ["e2e3", "e2e4", "g1f3"]);
    fireEvent.click(square("e2"));
    expect(square("e4").getAttribute("aria-label")).toBe("e4, free, you may go here");
    fireEvent.click(square("f3"));
    expect(onMove).not.toHaveBeenCalled();
    fireEvent.click(square("e2"));
    fireEvent.click(square("e4"));
    expect(onMove).toHaveBeenCalledWith("e2e4");
  });

  test("a pawn on the last row asks what it becomes", async () => {
    const board = rows("........ P....... ........ ........ ........ ........ ........ K......k");
    const onMove = shown(Chess, gameOf("chess", board), ["a7a8q", "a7a8r", "a7a8b", "a7a8n"]);
    fireEvent.click(square("a7"));
    fireEvent.click(square("a8"));
    fireEvent.click(await screen.findByRole("button", { name: "knight" }));
    expect(onMove).toHaveBeenCalledWith("a7a8n");
  });
});

test("checkers: several jumps are tapped one after another", () => {
  const board = rows("........ ........ ........ ...o.o.. ........ .o...... x....... ........");
  const legal = ["a2xc4xe6", "a2xc4xg6"];
  const onMove = shown(Checkers, gameOf("checkers", board), legal);
  fireEvent.click(square("a2"));
  fireEvent.click(square("c4"));
  expect(onMove).not.toHaveBeenCalled();
  fireEvent.click(square("e6"));
  expect(onMove).toHaveBeenCalledWith("a2xc4xe6");
});

test("battleship: a fleet of some luck can be laid as it is", () => {
  const board = Array.from({ length: 10 }, () => ".......... ..........");
  const onMove = shown(Sea, gameOf("battleship", board, { turn: null, awaits: ["first", "second"] }), []);
  expect(screen.getAllByRole("gridcell", { name: /carrier|battleship|cruiser|submarine|boat/ })).toHaveLength(
    17,
  );
  fireEvent.click(screen.getByRole("button", { name: "Lay the fleet" }));
  expect(onMove).toHaveBeenCalledWith(expect.stringMatching(/^([a-j](10|[1-9])[hv] ?){5}$/));
});
