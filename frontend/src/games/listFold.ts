/** What events do to lists of games: mine, and those of the lobby. Pure. */
import type { ClockSetup, Game, Id, PersonBrief, Position } from "../api/types";
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
  placeOf,
} from "../net/events";
import { changed, erased, unnamed } from "../people/brief";
import { other } from "./rules";

/** A game in a list: without its board. */
export type ListedGame = Omit<Game, "board" | "legal_moves" | "clock"> & { clock?: ClockSetup | null };

export interface GamesState {
  /** Open and running ones, newest first; those that end while one looks leave. */
  items: ListedGame[];
  /** Whether all games concern it, or only the viewer's own. */
  everybody: boolean;
  position: Position;
}

type OfGame = EventOf<keyof GameEvents>;
type Change = (game: ListedGame) => ListedGame | undefined;

function change(state: GamesState, event: OfGame, apply: Change): GamesState {
  const at = state.items.findIndex((game) => game.id === event.game);
  const game = state.items[at];
  if (!game || isPast(event, Math.max(state.position, game.position))) return state;
  const next = apply(game);
  if (next === game) return state;
  const items = next
    ? state.items.with(at, { ...next, position: placeOf(event) || game.position })
    : state.items.toSpliced(at, 1);
  return { ...state, items };
}

function opened(state: GamesState, event: EventOf<"game.opened">, viewer: Id | undefined): GamesState {
  if (isPast(event, state.position) || state.items.some((game) => game.id === event.game)) return state;
  const mine = viewer !== undefined && [event.first, event.second, event.invited].includes(viewer);
  // An invitation is nobody else's.
  if (!mine && (!state.everybody || event.invited)) return state;
  return { ...state, items: [gameOf(event), ...state.items] };
}

function gameOf(event: EventOf<"game.opened">): ListedGame {
  const { game: id, kind, first, second, invited, clock = null, awaits = [] } = event;
  const players: Game["players"] = [{ seat: "first", person: unnamed(first) }];
  if (second) players.push({ seat: "second", person: unnamed(second) });
  return {
    ...{ id, kind, state: second ? "active" : "open", players },
    invited: invited ? unnamed(invited) : null,
    ...{ turn: null, clock, awaits, ply: 0, created_at: event.at, position: placeOf(event) },
  };
}

/** Somebody has sat down: it has begun. */
export function joined<G extends ListedGame>(game: G, event: EventOf<"game.joined">): G {
  if (game.state !== "open") return game;
  const person = game.invited?.id === event.second ? game.invited : unnamed(event.second);
  const players = [...game.players, { seat: "second" as const, person }];
  return { ...game, state: "active", players, invited: null, awaits: event.awaits };
}

function moved(game: ListedGame, event: EventOf<"game.moved">): ListedGame | undefined {
  if (event.outcome) return undefined;
  if (event.ply < game.ply) return game;
  const awaits = event.awaits ?? [other(event.seat)];
  return { ...game, ply: event.ply + 1, awaits, draw_offered_by: event.draw_offered_by ?? null };
}

function renamed(state: GamesState, event: EventOf<"person.changed"> | EventOf<"person.erased">): GamesState {
  if (isPast(event, state.position)) return state;
  const apply = (person: PersonBrief) =>
    event.type === "person.changed" ? changed(person, event) : erased(person, event);
  let touched = false;
  const items = state.items.map((game) => {
    if (!game.players.some((player) => apply(player.person) !== player.person)) return game;
    touched = true;
    return { ...game, players: game.players.map((each) => ({ ...each, person: apply(each.person) })) };
  });
  return touched ? { ...state, items } : state;
}

const gone = (state: GamesState, event: OfGame) => change(state, event, () => undefined);

const folds: Folds<GamesState> = {
  ...NO_POSTS,
  ...NO_COMMENTS,
  ...NO_FRIENDS,
  ...NO_CONVERSATIONS,
  ...NO_CALLS,
  ...NO_SPECTATORS,
  "person.joined": "ignored",
  "person.changed": renamed,
  "person.erased": renamed,
  "person.banned": "ignored",
  "person.unbanned": "ignored",
  "person.role_changed": "ignored",
  "game.opened": opened,
  "game.joined": (state, event) => change(state, event, (game) => joined(game, event)),
  "game.cancelled": gone,
  "game.moved": (state, event) => change(state, event, (game) => moved(game, event)),
  "game.resigned": gone,
  "game.flagged": gone,
  "game.drawn": gone,
  "game.claimed": gone,
  "game.draw_offered": (state, event) =>
    change(state, event, (game) => ({ ...game, draw_offered_by: event.seat })),
  "game.draw_declined": (state, event) =>
    change(state, event, (game) => (game.draw_offered_by ? { ...game, draw_offered_by: null } : game)),
  "game.rematch_offered": "ignored",
};

export function foldGames(state: GamesState, event: LoggiaEvent, viewer: Id | undefined): GamesState {
  return foldWith(folds, state, event, viewer);
}

/** Whether the game waits for this person: their turn, an offer to answer, or an invitation. */
export function waitsFor(game: ListedGame, person: Id | undefined): boolean {
  const seat = game.players.find((player) => player.person.id === person)?.seat;
  if (game.state === "open") return person !== undefined && game.invited?.id === person;
  if (game.state !== "active" || !seat) return false;
  return (game.awaits ?? []).includes(seat) || (!!game.draw_offered_by && game.draw_offered_by !== seat);
}
