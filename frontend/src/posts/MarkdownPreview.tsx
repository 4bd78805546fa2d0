import { lazy, Suspense } from "react";
import { Prose } from "../ui/Prose";

// The renderer loads when somebody first wants a preview.
const Rendered = lazy(async () => {
  const { renderMarkdown } = await import("./markdown");
  return {
    default: ({ text }: { text: string }) => <Prose html={renderMarkdown(text)} className="text-read" />,
  };
});

export function MarkdownPreview({ text }: { text: string }) {
  return (
    <div className="min-h-48 rounded-control border border-line bg-ground px-4 py-3">
      {text.trim() ? (
        <Suspense>
          <Rendered text={text} />
        </Suspense>
      ) : (
        <p className="text-read text-faint">Nothing to show yet.</p>
      )}
    </div>
  );
}
