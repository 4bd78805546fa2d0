/** How to scroll to something: smoothly, unless the person asked for less motion. */
export function scrolling(): ScrollBehavior {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}
