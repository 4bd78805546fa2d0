import { router } from "./router";

/**
 * Loads every page and what floats above them, once the first page stands and the browser is idle:
 * from then on nothing waits for code, and whoever goes offline can still go everywhere.
 */
export function warmUp(): void {
  if (savesData()) return;
  // Safari has no idle callback.
  const soon = window.requestIdleCallback ?? ((task: () => void) => window.setTimeout(task, 1500));
  const load = () => {
    soon(() => {
      for (const route of Object.values(router.routesById)) void preload(route.options.component);
      void Promise.allSettled([
        import("../ui/MenuList"),
        import("../ui/ConfirmDialog"),
        import("../ui/ToastStack"),
        import("./KeysHelp"),
        import("./NotSent"),
        import("./TalkAside"),
        import("../games/GamesAside"),
        import("../games/boards").then(({ loadBoards }) => loadBoards()),
        import("../conversations/Dock"),
        import("../notifications/BellPopover"),
        import("../conversations/Members"),
        import("../conversations/NewConversation"),
      ]);
    });
  };
  if (document.readyState === "complete") load();
  else window.addEventListener("load", load, { once: true });
}

/** Whoever pays for every byte loads what they go to, when they go there. */
function savesData(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  return connection?.saveData ?? false;
}

/** A lazy page can be asked for early. If that fails it is asked for again when somebody goes there. */
async function preload(page: unknown): Promise<void> {
  if (typeof page !== "function" && typeof page !== "object") return;
  const early = page && "preload" in page ? page.preload : undefined;
  if (typeof early !== "function") return;
  try {
    await early();
  } catch {
    // The page says so itself when it is needed.
  }
}
