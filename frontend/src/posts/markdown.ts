/** Markdown as this browser renders it, for previews and for rows the server has not answered yet. */
import { micromark } from "micromark";
import { gfmAutolinkLiteral, gfmAutolinkLiteralHtml } from "micromark-extension-gfm-autolink-literal";
import { gfmStrikethrough, gfmStrikethroughHtml } from "micromark-extension-gfm-strikethrough";

/** Safe to insert: raw HTML is escaped and addresses other than http, https and mailto are dropped by micromark itself. */
export function renderMarkdown(text: string): string {
  return micromark(text, {
    extensions: [gfmStrikethrough(), gfmAutolinkLiteral()],
    htmlExtensions: [gfmStrikethroughHtml(), gfmAutolinkLiteralHtml()],
  });
}
