import { Heart } from "lucide-react";
import { Icon } from "../ui/Icon";
import { figure } from "../ui/words";

type LikeButtonProps = {
  likes: number;
  liked: boolean;
  onLike: (liked: boolean) => void;
  small?: boolean;
};

/** Filled when it is mine: the colour is not the only sign. */
export function LikeButton({ likes, liked, onLike, small = false }: LikeButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={liked}
      aria-label={`Like, ${figure(likes)} so far`}
      onClick={() => onLike(!liked)}
      className={`group inline-flex min-h-9 ${small ? "" : "min-w-13"} items-center gap-1.5 rounded-control px-2.5 text-note font-[500] transition-colors hover:bg-shade ${liked ? "text-accent" : "text-soft hover:text-text"}`}
    >
      <span className={`transition-transform group-active:scale-80 ${liked ? "scale-100" : ""}`}>
        <Icon of={Heart} size={small ? 16 : 18} filled={liked} />
      </span>
      {(likes > 0 || !small) && <span data-figures>{figure(likes)}</span>}
    </button>
  );
}
