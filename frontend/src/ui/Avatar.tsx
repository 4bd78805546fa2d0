import { useState } from "react";
import { ARCH } from "./Arch";

type AvatarPerson = {
  id: string;
  display_name: string;
  username: string;
  avatar?: string | null | undefined;
};

const sizes = { small: "size-5 wide:size-6", medium: "size-9", large: "size-12", huge: "size-24" } as const;

const tints = [
  "[--tint:var(--tint-1)] [--ink:var(--tint-1-ink)]",
  "[--tint:var(--tint-2)] [--ink:var(--tint-2-ink)]",
  "[--tint:var(--tint-3)] [--ink:var(--tint-3-ink)]",
  "[--tint:var(--tint-4)] [--ink:var(--tint-4-ink)]",
  "[--tint:var(--tint-5)] [--ink:var(--tint-5-ink)]",
  "[--tint:var(--tint-6)] [--ink:var(--tint-6-ink)]",
];

/**
 * A person's picture, or, without one or when it does not load, their initial under an arch in one of
 * six stones. It is decoration: the name always stands beside it.
 */
export function Avatar({ person, size = "medium" }: { person: AvatarPerson; size?: keyof typeof sizes }) {
  const [broken, setBroken] = useState<string>();
  const shape = `${sizes[size]} shrink-0 rounded-full`;
  if (person.avatar && broken !== person.avatar) {
    return (
      <img
        src={person.avatar}
        alt=""
        loading="lazy"
        decoding="async"
        referrerPolicy="no-referrer"
        onError={() => setBroken(person.avatar ?? undefined)}
        className={`${shape} bg-shade object-cover`}
      />
    );
  }
  return <Placeholder person={person} className={shape} />;
}

function Placeholder({ person, className }: { person: AvatarPerson; className: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      className={`${className} bg-(--tint) text-(--ink) ${tintOf(person.id)}`}
    >
      <path d={ARCH} transform="translate(0 2)" fill="currentColor" opacity="0.13" />
      <text
        x="12"
        y="17.2"
        textAnchor="middle"
        fontSize="11"
        fill="currentColor"
        className="font-title font-[600]"
      >
        {initialOf(person)}
      </text>
    </svg>
  );
}

function initialOf(person: Pick<AvatarPerson, "display_name" | "username">): string {
  const [first = "?"] = (person.display_name.trim() || person.username).toUpperCase();
  return first;
}

/** Classes that set `--tint` and `--ink`; the same person has the same stone everywhere. */
export function tintOf(id: string): string {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return tints[sum % tints.length] ?? "";
}
