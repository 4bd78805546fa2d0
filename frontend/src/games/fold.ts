/** What events do to one game as somebody sees it. Pure; the same for live, resumed and unsent events. */
import type { Game, GameClock, GameOutcome, Id, Position, Seat, Time, TimeLeft } from "../api/types";
import {
  type EventOf,
  type Folds,
  foldWith,
  type GameEvents,
  isPast,
  type LoggiaEvent,
  NO_CALLS,
  NO_COMMENTS,
  NO_CONVERSATIONS,
  NO_FRIENDS,
  NO_POSTS,
  NO_SPECTATORS,
  NOT_YET,
} from "../net/events";
import { changed, erased, isNamed } from "../people/brief";
import { playOn } from "./kinds";
import { joined } from "./listFold";
import { other } from "./rules";

export interface GameState {
  game: Game;
  /** The latest event whose whole effect only the server can tell: the game is to be read again, at least as of there. */
  rough: Position | undefined;
  /** Of the snapshot. */
  position: Position;
}

export function seatOf(game: Pick<Game, "players">, person: Id | null | undefined): Seat | undefined {
  return game.players.find((player) => player.person.id === person)?.seat;
}

type OfGame = EventOf<keyof GameEvents>;

/** For an event of this game that its snapshot does not contain. */
function change(state: GameState, event: OfGame, apply: (game: Game) => Game): GameState {
  if (event.game !== state.game.id || isPast(event, state.position)) return state;
  const game = apply(state.game);
  return game === state.game ? state : { ...state, game };
}

function begun(state: GameState, event: EventOf<"game.joined">): GameState {
  const next = change(state, event, (game) => joined(game, event));
  // Its clocks run now, and who begins may do something.
  return next === state ? state : roughly(next, event);
}

function moved(state: GameState, event: EventOf<"game.moved">): GameState {
  if (event.game !== state.game.id || isPast(event, state.position)) return state;
  const { game } = state;
  if (event.ply < game.ply || game.outcome) return state;
  if (event.ply > game.ply) return roughly(state, event);
  const played = event.board ? undefined : playOn(game.kind, game.board, event.seat, event.move);
  const after = event.turn !== undefined ? event.turn : (played?.turn ?? other(event.seat));
  const turn = event.outcome ? null : after;
  const next: Game = {
    ...game,
    ply: event.ply + 1,
    board: event.board ?? played?.board ?? game.board,
    turn,
    awaits: event.awaits ?? (turn ? [turn] : []),
    last_move: event.move,
    legal_moves: event.legal_moves ?? null,
    draw_offered_by: event.draw_offered_by ?? null,
    clock: clockAfter(game.clock, event.clock, turn, event.at),
  };
  return { ...state, game: event.outcome ? over(next, event.outcome, event.at) : next };
}

/** What events do not tell is read from the server; what is still on its way needs nobody to ask. */
function roughly(state: GameState, event: LoggiaEvent): GameState {
  return event.seq === NOT_YET ? state : { ...state, rough: event.seq };
}

function clockAfter(
  before: GameClock | null | undefined,
  told: TimeLeft | null | undefined,
  turn: Seat | null,
  at: Time,
): GameClock | null {
  if (!before) return null;
  return { ...before, ...(told ?? left(before, Date.parse(at))), running: turn, at };
}

/** What each side has left at a time of the server, in milliseconds. */
export function left(clock: GameClock, now: number): TimeLeft {
  const { first_ms, second_ms, running } = clock;
  const passed = Math.max(0, now - Date.parse(clock.at));
  return {
    first_ms: Math.max(0, running === "first" ? first_ms - passed : first_ms),
    second_ms: Math.max(0, running === "second" ? second_ms - passed : second_ms),
  };
}

function over(game: Game, outcome: GameOutcome, at: Time): Game {
  const clock = game.clock ? { ...game.clock, ...left(game.clock, Date.parse(at)), running: null, at } : null;
  return {
    ...game,
    ...{ state: "finished", turn: null, awaits: [], outcome, legal_moves: null, draw_offered_by: null },
    clock,
  };
}

type Ending =
  | EventOf<"game.resigned">
  | EventOf<"game.flagged">
  | EventOf<"game.drawn">
  | EventOf<"game.claimed">;

function ended(state: GameState, event: Ending): GameState {
  const next = change(state, event, (game) => (game.outcome ? game : over(game, event.outcome, event.at)));
  // What was hidden is shown now.
  return next === state ? state : roughly(next, event);
}

function person(state: GameState, event: EventOf<"person.changed"> | EventOf<"person.erased">): GameState {
  if (isPast(event, state.position)) return state;
  const apply = event.type === "person.changed" ? changed : erased;
  let touched = false;
  const players = state.game.players.map((player) => {
    const next = apply(player.person, event as never);
    touched ||= next !== player.person;
    return next === player.person ? player : { ...player, person: next };
  });
  return touched ? { ...state, game: { ...state.game, players } } : state;
}

const folds: Folds<GameState> = {
  ...NO_POSTS,
  ...NO_COMMENTS,
  ...NO_FRIENDS,
  ...NO_CONVERSATIONS,
  ...NO_CALLS,
  ...NO_SPECTATORS,
  "person.joined": "ignored",
  "person.changed": person,
  "person.erased": person,
  "person.banned": "ignored",
  "person.unbanned": "ignored",
  "person.role_changed": "ignored",
  // The next game of the two: the old one leads there.
  "game.opened": (state, event) =>
    event.rematch_of !== state.game.id || state.game.rematch
      ? state
      : { ...state, game: { ...state.game, rematch: event.game } },
  "game.joined": begun,
  "game.cancelled": (state, event) => change(state, event, (game) => ({ ...game, state: "cancelled" })),
  "game.moved": moved,
  "game.resigned": ended,
  "game.flagged": ended,
  "game.drawn": ended,
  "game.claimed": ended,
  "game.draw_offered": (state, event) =>
    change(state, event, (game) => ({ ...game, draw_offered_by: event.seat })),
  "game.draw_declined": (state, event) =>
    change(state, event, (game) => (game.draw_offered_by ? { ...game, draw_offered_by: null } : game)),
  "game.rematch_offered": (state, event) =>
    change(state, event, (game) => ({ ...game, rematch_offered_by: event.seat })),
};

export function foldGame(state: GameState, event: LoggiaEvent, viewer: Id | undefined): GameState {
  return foldWith(folds, state, event, viewer);
}

/** Everybody the game names whose name is still to be looked up. */
export function unknownPeople(game: Game): Id[] {
  const people = [...game.players.map((player) => player.person), ...(game.invited ? [game.invited] : [])];
  return people.filter((each) => each.id !== "" && !isNamed(each)).map((each) => each.id);
}
