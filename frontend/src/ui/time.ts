const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Made once: making one takes longer than everything else a line of a list needs.
const of = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", options);
const SHORT = of({ day: "numeric", month: "short" });
const SHORT_WITH_YEAR = of({ day: "numeric", month: "short", year: "numeric" });
const IN_FULL = of({ dateStyle: "long", timeStyle: "short" });
const DATE_IN_FULL = of({ dateStyle: "long" });
const CLOCK = of({ hour: "2-digit", minute: "2-digit" });
const WEEKDAY = of({ weekday: "long" });

/** How long ago, as short as a person would say it: "now", "4 min", "3 h", "2 d", then the date. `now` in milliseconds. */
export function ago(at: string, now: number): string {
  const then = Date.parse(at);
  const passed = now - then;
  if (Number.isNaN(then)) return "";
  if (passed < MINUTE) return passed < -MINUTE ? dayOf(then, now) : "now";
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h`;
  if (passed < 7 * DAY) return `${Math.floor(passed / DAY)} d`;
  return dayOf(then, now);
}

/** The date, with the year only when it is another one. */
function dayOf(then: number, now: number): string {
  const date = new Date(then);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return (sameYear ? SHORT : SHORT_WITH_YEAR).format(date);
}

/** Date and time in full, in the reader's own zone. */
export function exactly(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  return IN_FULL.format(date);
}

/** How long until, for what closes: "in 5 min", "in 3 h", "in 2 days". `now` in milliseconds. */
export function until(at: string, now: number): string {
  const left = Date.parse(at) - now;
  if (left < MINUTE) return "in a moment";
  if (left < HOUR) return `in ${Math.round(left / MINUTE)} min`;
  if (left < DAY) return `in ${Math.round(left / HOUR)} h`;
  const days = Math.round(left / DAY);
  return days === 1 ? "in 1 day" : `in ${days} days`;
}

/** The date alone, with its year: "2 October 2026". */
export function dayInFull(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? "" : DATE_IN_FULL.format(date);
}

/** The hour and minute, in the reader's own zone: "14:05". */
export function clock(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  return CLOCK.format(date);
}

/** "Today", "Yesterday", the weekday within a week, then the date. `now` in milliseconds. */
export function dayOrToday(at: string, now: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  const days = Math.round((startOfDay(new Date(now)) - startOfDay(date)) / DAY);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days > 1 && days < 7) return WEEKDAY.format(date);
  return dayOf(date.getTime(), now);
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
