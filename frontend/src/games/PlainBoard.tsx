import { Button } from "../ui/Button";
import type { BoardProps } from "./boards";

/** Any game at all, as rows of text with its moves below. */
export function PlainBoard({ game, legal, onMove }: BoardProps) {
  return (
    <div className="flex flex-col items-center gap-4">
      <pre className="rounded-panel border border-line bg-ground p-5 text-center font-code text-title leading-8 tracking-[0.4em]">
        {game.board.join("\n")}
      </pre>
      <div className="flex flex-wrap justify-center gap-1.5">
        {legal.map((move) => (
          <Button key={move} size="small" onClick={() => onMove(move)}>
            {move}
          </Button>
        ))}
      </div>
    </div>
  );
}
