import type { BoardProps } from "../boards";
import { other } from "../rules";
import type { Place } from "../SquareBoard";
import { fromTop, placeFromTop } from "../squares";
import { Harbour } from "./Harbour";
import { isLaid, seaOf } from "./rules";
import { Sea } from "./Sea";
import "./board.css";

/** One's fleet is laid first; then the other's sea is shot at, with one's own beside it. */
export function Board({ game, seat, legal, active, onMove }: BoardProps) {
  const { board } = game;
  if (seat && active && !isLaid(board, seat)) return <Harbour onLay={onMove} />;

  const mine = seat ?? "first";
  const theirs = other(mine);
  const name = (at: typeof mine) => game.players.find((each) => each.seat === at)?.person.display_name ?? "";
  // Whoever moves next did not move last.
  const last = game.last_move ? placeFromTop(game.last_move) : undefined;
  const shotAt = game.turn ?? (game.outcome?.winner ? other(game.outcome.winner) : undefined);
  const sea = seaOf(board, theirs);
  const open = (place: Place) =>
    active &&
    sea[place.row]?.[place.column] === "." &&
    (legal.length === 0 || legal.includes(fromTop(place)));
  return (
    <div className="seas">
      <Sea
        title={seat ? `${name(theirs) || "Their"}: their sea` : `${name(theirs)}’s sea`}
        note={active ? "Choose where to shoot" : undefined}
        sea={sea}
        last={shotAt === theirs ? last : undefined}
        open={seat ? open : undefined}
        onShoot={(place) => onMove(fromTop(place))}
      />
      <Sea
        title={seat ? "Your sea" : `${name(mine)}’s sea`}
        sea={seaOf(board, mine)}
        last={shotAt === mine ? last : undefined}
        small={seat !== undefined}
      />
    </div>
  );
}
