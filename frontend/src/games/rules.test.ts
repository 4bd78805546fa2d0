import { describe, expect, test } from "vitest";
import {
  rules as battleship,
  fits,
  isLaid,
  moveOf,
  othersOf,
  randomFleet,
  SHIPS,
  seaOf,
} from "./battleship/rules";
import { rules as checkers, continuing } from "./checkers/rules";
import { rules as chess } from "./chess/rules";
import { rules as connectFour, restingRow, winningSquares } from "./connect_four/rules";
import { inOrder, KINDS } from "./kinds";
import { countOf, rules as othello, turned } from "./othello/rules";

const rows = (text: string) => text.trim().split(/\s+/);

test("a sixth game is offered as soon as its folder is there", () => {
  expect(KINDS).toEqual(["connect_four", "othello", "checkers", "chess", "battleship"]);
  expect(inOrder([...KINDS].sort())).toEqual(KINDS);
  expect(inOrder(["tic_tac_toe", "chess", "go"])).toEqual(["chess", "go", "tic_tac_toe"]);
});

describe("connect four", () => {
  const board = rows("....... ....... ....... ....... ...o... ..xx...");

  test("a piece falls to the lowest free square", () => {
    expect(connectFour.play(board, "first", "d")?.board[3]).toBe("...x...");
    expect(restingRow(board, 0)).toBe(5);
    expect(
      connectFour.play(rows("x...... o...... x...... o...... x...... o......"), "first", "a"),
    ).toBeUndefined();
  });

  test("a line of four is found in every direction, and no other", () => {
    expect(winningSquares(rows("....... ....... ...x... ..xo... .xoo... xooo..."))).toHaveLength(4);
    expect(winningSquares(rows("....... ....... ....... ....... ....... oxxxxxo"))).toHaveLength(5);
    expect(winningSquares(board)).toEqual([]);
  });
});

describe("othello", () => {
  const start = rows("........ ........ ........ ...ox... ...xo... ........ ........ ........");

  test("what is enclosed turns", () => {
    const after = othello.play(start, "first", "d3");
    expect(after?.board.slice(2, 4)).toEqual(["...x....", "...xx..."]);
    expect(after?.turn).toBe("second");
    expect(countOf(after?.board ?? [], "first")).toBe(4);
    expect(othello.play(start, "first", "a1")).toBeUndefined();
    expect(turned(start, "first", { row: 3, column: 3 })).toEqual([]);
  });

  test("who cannot move passes", () => {
    const left = "xoo..... ........ ........ ........ ........ ........ ........";
    // After dark's d1 light has nothing to enclose, and dark still has f8, or nothing either: then it is over.
    expect(othello.play(rows(`${left} ......ox`), "first", "d1")?.turn).toBe("first");
    expect(othello.play(rows(`${left} ........`), "first", "d1")?.turn).toBeNull();
  });
});

describe("checkers", () => {
  const board = rows("........ ........ ........ ........ ...o.... ..x..... ........ ........");

  test("a man moves, takes what it jumps over, and is crowned on the last row", () => {
    expect(checkers.play(board, "first", "c3xe5")?.board.slice(3, 6)).toEqual([
      "....x...",
      "........",
      "........",
    ]);
    const near = rows("........ x....... ........ ........ ........ ........ ........ ........");
    expect(checkers.play(near, "first", "a7-b8")?.board[0]).toBe(".X......");
    expect(checkers.play(board, "first", "a1-b2")).toBeUndefined();
  });

  test("what one has begun is gone on with", () => {
    const moves = ["c3xe5xg7", "c3xe5xc7", "a3-b4"];
    expect(continuing(moves, ["c3", "e5"])).toEqual(["c3xe5xg7", "c3xe5xc7"]);
    expect(continuing(moves, ["c3", "e5", "g7"])).toEqual(["c3xe5xg7"]);
  });
});

describe("chess", () => {
  test("castling, promotion and en passant move more than one piece", () => {
    const castle = rows("........ ........ ........ ........ ........ ........ ........ R...K..R");
    expect(chess.play(castle, "first", "e1g1")?.board[7]).toBe("R....RK.");
    expect(chess.play(castle, "first", "e1c1")?.board[7]).toBe("..KR...R");
    const pawn = rows("........ P....... ........ ........ ........ ........ ........ ........");
    expect(chess.play(pawn, "first", "a7a8n")?.board[0]).toBe("N.......");
    const passant = rows("........ ........ ........ ...pP... ........ ........ ........ ........");
    expect(chess.play(passant, "first", "e5d6")?.board.slice(2, 4)).toEqual(["...P....", "........"]);
  });

  test("another's piece is not moved", () => {
    const board = rows("........ p....... ........ ........ ........ ........ ........ ........");
    expect(chess.play(board, "first", "a7a6")).toBeUndefined();
  });
});

describe("battleship", () => {
  const empty = Array.from({ length: 10 }, () => ".......... ..........");

  test("a fleet of any luck lies within the sea and on no other", () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    for (let round = 0; round < 200; round++) {
      const fleet = randomFleet(random);
      expect(fleet.every((ship, at) => fits(ship, SHIPS[at] ?? 0, othersOf(fleet, at)))).toBe(true);
      expect(moveOf(fleet)).toMatch(/^([a-j](10|[1-9])[hv] ){4}[a-j](10|[1-9])[hv]$/);
    }
  });

  test("my fleet shows in my sea at once, a shot's end only the server knows", () => {
    const after = battleship.play(empty, "second", "a1h c3v e5h g7v i9h")?.board ?? [];
    expect(after[0]).toBe(".......... AAAAA.....");
    expect([isLaid(after, "second"), isLaid(after, "first")]).toEqual([true, false]);
    expect(seaOf(after, "second")[2]).toBe("..B.......");
    expect(battleship.play(after, "first", "b5")).toBeUndefined();
  });
});
