/** What the hooks of `net` and the areas reach the server through; made once in `app/data.tsx`. */
import { createContext, useContext } from "react";
import type { Client } from "../api/client";
import type { Id } from "../api/types";
import type { Live } from "./live";
import type { Outbox } from "./outbox";
import type { ServerTime } from "./serverTime";
import type { Socket } from "./socket";

export interface Net {
  client: Client;
  socket: Socket;
  live: Live;
  outbox: Outbox;
  time: ServerTime;
  /** Who is signed in, as of now. */
  viewer(): Id | undefined;
}

const NetContext = createContext<Net | undefined>(undefined);

export const NetProvider = NetContext.Provider;

export function useNet(): Net {
  const net = useContext(NetContext);
  if (!net) throw new Error("useNet is used outside of DataProvider");
  return net;
}
