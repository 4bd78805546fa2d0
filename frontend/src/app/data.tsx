import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { AccessProvider } from "../account/session";
import { PhoneProvider } from "../calls/data";
import { TypingProvider } from "../conversations/data";
import { NetProvider } from "../net/context";
import { PresenceProvider } from "../presence/data";
import { createBackend } from "./backend";

const backend = createBackend();

/** Everything below may use the hooks of `account`, `net` and the areas. */
export function DataProvider({ children }: { children: ReactNode }) {
  useEffect(() => backend.start(), []);
  return (
    <QueryClientProvider client={backend.queries}>
      <AccessProvider value={backend.access}>
        <NetProvider value={backend.net}>
          <PresenceProvider value={backend.presence}>
            <TypingProvider value={backend.typing}>
              <PhoneProvider value={backend.phone}>{children}</PhoneProvider>
            </TypingProvider>
          </PresenceProvider>
        </NetProvider>
      </AccessProvider>
    </QueryClientProvider>
  );
}
