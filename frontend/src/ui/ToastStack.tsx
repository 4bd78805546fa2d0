import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { useEffect } from "react";
import { Button } from "./Button";
import { IconButton } from "./IconButton";
import { type Note, takeOver } from "./Toasts";

const manager = Toast.createToastManager();

function add({ words, action, urgent = false }: Note): void {
  manager.add({
    description: words,
    priority: urgent ? "high" : "low",
    timeout: urgent ? 0 : 6000,
    ...(action ? { actionProps: { children: action.label, onClick: action.onClick } } : {}),
  });
}

export function ToastStack() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 bottom-[calc(4.75rem+env(safe-area-inset-bottom))] z-50 mx-auto flex max-w-[26rem] flex-col gap-2 wide:bottom-6">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { toasts } = Toast.useToastManager();
  useEffect(() => takeOver(add), []);
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection={["down", "right"]}
      className="rounded-control border border-line bg-raised shadow-float transition-[opacity,transform] duration-200 data-ending-style:translate-y-2 data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-2 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-center gap-2 py-1.5 pr-1.5 pl-4">
        <Toast.Description className="grow py-1.5 text-body" />
        {toast.actionProps && (
          <Toast.Action render={<Button look="plain" size="small" className="text-accent!" />} />
        )}
        <Toast.Close render={<IconButton icon={X} label="Close" size={16} className="size-8" />} />
      </Toast.Content>
    </Toast.Root>
  ));
}
