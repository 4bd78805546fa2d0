import type { ComponentType } from "react";
import { ARCH } from "../ui/Arch";

const found = import.meta.glob<{ Emblem: ComponentType }>("./*/Emblem.tsx", { eager: true });

const emblems = new Map(
  Object.entries(found).map(([path, { Emblem }]) => [path.split("/")[1] ?? "", Emblem]),
);

/** A kind's sign, drawn in a box of 48; an arch for a kind this release does not know. */
export function Emblem({ kind, className = "size-12" }: { kind: string; className?: string }) {
  const Drawing = emblems.get(kind);
  return (
    <svg viewBox="0 0 48 48" aria-hidden="true" className={`shrink-0 ${className}`} fill="none">
      {Drawing ? (
        <Drawing />
      ) : (
        <path d={ARCH} transform="scale(2)" className="fill-shade stroke-edge" strokeWidth="0.8" />
      )}
    </svg>
  );
}
