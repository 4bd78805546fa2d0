import { expect, test } from "vitest";
import { renderMarkdown } from "./markdown";

test("renders what people write", () => {
  expect(renderMarkdown("It is *warm* and **dry**, ~~wet~~.")).toBe(
    "<p>It is <em>warm</em> and <strong>dry</strong>, <del>wet</del>.</p>",
  );
  expect(renderMarkdown("See https://example.org.")).toContain('<a href="https://example.org">');
  expect(renderMarkdown("")).toBe("");
});

test.each([
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](data:text/html;base64,PHNjcmlwdD4=)",
  "![x](javascript:alert(1))",
  '[x](https://example.org "\\" onmouseover=alert(1)")',
  '<https://example.org/"onmouseover=alert(1)>',
  "<javascript:alert(1)>",
])("what could act is only text: %s", (text) => {
  const html = renderMarkdown(text);
  expect(html).not.toMatch(/<(script|img[^>]*\son|iframe|svg)/i);
  expect(html).not.toMatch(/(href|src)="\s*(javascript|data|vbscript):/i);
  expect(html.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*\son\w+=/i);
});
