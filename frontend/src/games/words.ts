/** What a game says to a person. Pure. */
import type { Game, GameOutcome, Seat } from "../api/types";
import { rulesOf } from "./kinds";
import { other } from "./rules";

/** Reasons as they follow "by", or as a sentence of their own. */
const REASONS: Record<string, string> = {
  connected: "four in a line",
  board_full: "a full board",
  checkmate: "checkmate",
  stalemate: "stalemate",
  resigned: "resignation",
  out_of_time: "time",
  agreed: "agreement",
  most_discs: "more discs",
  equal_discs: "as many discs each",
  no_pieces: "taking every piece",
  no_moves: "leaving no move",
  forty_moves: "forty moves without progress",
  insufficient_material: "too little material",
  threefold_repetition: "threefold repetition",
  fifty_moves: "fifty moves without progress",
  fleet_sunk: "sinking the fleet",
  abandoned: "absence",
};

export function reasonOf(outcome: GameOutcome): string {
  return REASONS[outcome.reason] ?? outcome.reason.replaceAll("_", " ");
}

export function nameOf(game: Pick<Game, "players">, seat: Seat): string {
  return game.players.find((player) => player.seat === seat)?.person.display_name ?? "somebody";
}

/** How it stands, for whom sits at `seat` or looks on. */
export function stateOf(game: Game, seat: Seat | undefined): string {
  if (game.state === "cancelled") return "This game was called off.";
  if (game.state === "open") return waiting(game, seat);
  if (game.outcome) return resultOf(game, game.outcome, seat);
  if (seat && mayMove(game, seat)) return rulesOf(game.kind).task?.(game, seat) ?? "It is your turn.";
  if (game.turn) return `It is ${possessive(nameOf(game, game.turn))} turn.`;
  return seat ? `${nameOf(game, other(seat))} is getting ready.` : "Both are getting ready.";
}

function waiting(game: Game, seat: Seat | undefined): string {
  if (game.invited && seat) return `Waiting for ${game.invited.display_name} to sit down.`;
  return seat ? "Waiting for somebody to sit down." : `${nameOf(game, "first")} waits for somebody.`;
}

export function resultOf(game: Game, outcome: GameOutcome, seat: Seat | undefined): string {
  return `${headlineOf(game, outcome, seat)}, by ${reasonOf(outcome)}.`;
}

export function headlineOf(game: Game, { winner }: GameOutcome, seat: Seat | undefined): string {
  if (!winner) return "A draw";
  return winner === seat ? "You won" : `${nameOf(game, winner)} won`;
}

export function mayMove(game: Game, seat: Seat): boolean {
  if (game.state !== "active" || game.outcome) return false;
  return game.awaits?.includes(seat) ?? game.turn === seat;
}

function possessive(name: string): string {
  return /[sxz]$/i.test(name) ? `${name}’` : `${name}’s`;
}

/** "5 min", "3 min + 2 s", "no clock". */
export function clockWords(clock: { initial_s: number; increment_s: number } | null | undefined): string {
  if (!clock) return "no clock";
  const { initial_s, increment_s } = clock;
  const start =
    initial_s < 120 && initial_s % 60 !== 0 ? `${initial_s} s` : `${Math.round(initial_s / 60)} min`;
  return increment_s > 0 ? `${start} + ${increment_s} s` : start;
}

/** Minutes and seconds; under twenty seconds with tenths. `ms` not negative. */
export function timeLeft(ms: number): string {
  const tenths = Math.ceil(ms / 100);
  if (tenths < 200) return `0:${String(Math.floor(tenths / 10)).padStart(2, "0")}.${tenths % 10}`;
  const seconds = Math.ceil(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
