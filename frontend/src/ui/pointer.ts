/** Whether one touches here: then nothing hovers, and there is no Shift to hold. */
export function touches(): boolean {
  return window.matchMedia("(pointer: coarse)").matches;
}
