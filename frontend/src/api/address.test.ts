import { expect, test } from "vitest";
import { apiBase, socketAddress } from "./address";

test.each([
  [undefined, "/api"],
  ["", "/api"],
  ["/", "/api"],
  ["/v2/api/", "/v2/api"],
  ["https://api.example.org/api", "https://api.example.org/api"],
  ["https://api.example.org/", "https://api.example.org"],
])("VITE_API_URL %s makes the base %s", (configured, base) => {
  expect(apiBase(configured)).toBe(base);
});

test.each([
  ["/api", "http://loggia.test:8080/posts/1?x=2", "ws://loggia.test:8080/api/ws"],
  ["/api", "https://loggia.test/", "wss://loggia.test/api/ws"],
  ["https://api.example.org/api", "http://loggia.test/", "wss://api.example.org/api/ws"],
  ["http://api.example.org:81", "https://loggia.test/", "ws://api.example.org:81/ws"],
  ["/deep/path/api", "https://loggia.test/a/b/c", "wss://loggia.test/deep/path/api/ws"],
])("the socket of %s on %s is %s", (base, page, socket) => {
  expect(socketAddress(base, page)).toBe(socket);
});
