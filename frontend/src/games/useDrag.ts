/** Dragging what stands on a square to another one, with a mouse or a finger. */
import { type MouseEvent, type PointerEvent, type RefObject, useRef } from "react";

/** A square, counted from the top left of the board's rows. */
export interface Place {
  row: number;
  column: number;
}

/** So many pixels are still a tap. */
const SLACK = 6;

interface Dragging {
  pointer: number;
  from: HTMLElement;
  x: number;
  y: number;
  moved: boolean;
  over: Element | null;
}

export function placeOf(element: Element | null | undefined): Place | undefined {
  const [row, column] = (element?.getAttribute("data-at") ?? "").split(".").map(Number);
  return row === undefined || column === undefined ? undefined : { row, column };
}

/** Handlers for the board. Squares carry `data-at`, and `data-movable` where something may be taken up. */
export function useDrag(
  board: RefObject<HTMLElement | null>,
  onDrop: ((from: Place, to: Place) => void) | undefined,
  /** Something is taken up. */
  onTake?: (from: Place) => void,
) {
  const held = useRef<Dragging>(undefined);
  /** The click that follows a drag is none. */
  const swallow = useRef(false);

  const squareUnder = (event: PointerEvent): Element | null => {
    const found = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-at]") ?? null;
    return board.current?.contains(found) ? found : null;
  };

  const start = (event: PointerEvent) => {
    swallow.current = false;
    const from = (event.target as Element).closest<HTMLElement>("[data-movable]");
    if (!onDrop || !from || event.button !== 0) return;
    held.current = {
      ...{ pointer: event.pointerId, from, x: event.clientX, y: event.clientY },
      ...{ moved: false, over: null },
    };
  };

  const move = (event: PointerEvent) => {
    const drag = held.current;
    if (!drag || drag.pointer !== event.pointerId) return;
    const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.hypot(x, y) < SLACK) return;
    if (!drag.moved) {
      drag.moved = true;
      board.current?.setPointerCapture(event.pointerId);
      board.current?.setAttribute("data-dragging", "");
      drag.from.setAttribute("data-held", "");
      const from = placeOf(drag.from);
      if (from) onTake?.(from);
    }
    board.current?.style.setProperty("--drag", `${x}px ${y}px`);
    const over = squareUnder(event);
    if (over === drag.over) return;
    drag.over?.removeAttribute("data-over");
    over?.setAttribute("data-over", "");
    drag.over = over;
  };

  const release = (): Dragging | undefined => {
    const drag = held.current;
    held.current = undefined;
    if (!drag) return undefined;
    drag.over?.removeAttribute("data-over");
    drag.from.removeAttribute("data-held");
    board.current?.removeAttribute("data-dragging");
    board.current?.style.removeProperty("--drag");
    return drag;
  };

  const end = (event: PointerEvent) => {
    const drag = release();
    if (!drag?.moved) return;
    swallow.current = true;
    const [from, to] = [placeOf(drag.from), placeOf(squareUnder(event))];
    if (from && to && (from.row !== to.row || from.column !== to.column)) onDrop?.(from, to);
  };

  const click = (event: MouseEvent) => {
    if (!swallow.current) return;
    swallow.current = false;
    event.stopPropagation();
  };

  return {
    onPointerDown: start,
    onPointerMove: move,
    onPointerUp: end,
    onPointerCancel: () => void release(),
    onClickCapture: click,
  };
}

/** For boards without pieces to take up: a finger slides over the squares, and where it leaves the board is meant. */
export function useSlide(on: boolean, onPick: (place: Place) => void) {
  const pressed = useRef<Element | null>(null);
  if (!on) return {};
  return {
    onPointerDown: (event: PointerEvent) => {
      pressed.current = (event.target as Element).closest("[data-at]");
      // So that the squares under the finger hear of it, not only the first.
      if (event.pointerType === "touch") (event.target as Element).releasePointerCapture(event.pointerId);
    },
    onPointerUp: (event: PointerEvent) => {
      const end = (event.target as Element).closest("[data-at]");
      const place = placeOf(end);
      // Where it began, it is a click, which comes by itself.
      if (event.pointerType === "touch" && place && end !== pressed.current) onPick(place);
    },
  };
}
