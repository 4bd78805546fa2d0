/** Who does something here, and when: what every write begins with. */
import type { Id, Time } from "../api/types";
import { type EventMeta, NOT_YET } from "./events";

export interface Doing {
  actor: Id;
  at: Time;
}

/** What every event has, for one that the server has not told yet. */
export function meta({ actor, at }: Doing): EventMeta {
  return { seq: NOT_YET, at, actor, topics: [] };
}
